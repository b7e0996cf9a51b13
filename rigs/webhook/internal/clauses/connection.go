package clauses

import (
	"net/netip"
	"slices"

	"hedgerow.rigs/webhook/internal/hedgehog"
)

const (
	leastESLAGLinks   = 2
	mostESLAGSwitches = 4
	redundancyESLAG   = "eslag"
	redundancyMCLAG   = "mclag"
	everything        = "0.0.0.0/0"
)

// checkConnection: section "Connection" of the rules.
func (c *check) checkConnection(spec *hedgehog.ConnectionSpec) {
	read := readConnection(spec)
	if read.types > 1 {
		c.warn("conn-type")
	}
	if spec.MCLAG != nil || spec.MCLAGDomain != nil {
		c.warn("conn-mclag")
	}
	if c.Op == Update {
		c.checkImmutable(spec, read)
	}
	switch read.sort {
	case "":
		c.refuse("conn-type", "no type is present")
		return
	case typeMCLAG, typeMCLAGDomain:
		return
	case typeESLAG, typeGateway:
		if c.config.Mode != ModeSpineLeaf {
			c.refuse("conn-mode", "type %s needs fabric mode %s, not %s", read.sort, ModeSpineLeaf, c.config.Mode)
		}
	}
	c.checkPortForm(read)
	c.checkEnds(read)
	c.checkConnectedDevices(read)
	c.checkPortsOnce(read)
	if read.sort == typeESLAG {
		c.checkESLAG(read)
	}
	c.checkConnectionMTU(read)
	c.checkLinkIPs(read)
	if read.sort == typeStaticExternal {
		c.checkStaticExternal(spec.StaticExternal)
	}
}

func (c *check) checkImmutable(spec *hedgehog.ConnectionSpec, read connection) {
	old := hedgehog.SpecOf[hedgehog.ConnectionSpec](c.Old)
	if read.sort == "" {
		return // that is conn-type
	}
	if was := readConnection(old).sort; was != read.sort {
		c.refuse("conn-type-immutable", "type %s cannot become %q; delete and create", was, read.sort)
	} else if withinVPC(old) != withinVPC(spec) {
		c.refuse("conn-withinvpc-immutable", "withinVPC %q cannot become %q", withinVPC(old), withinVPC(spec))
	} else if !slices.Equal(readConnection(old).switchPorts(), read.switchPorts()) && c.isAttached() {
		c.warn("conn-withinvpc-immutable")
	}
}

// isAttached says whether an attachment of either kind names the connection.
func (c *check) isAttached() bool {
	return slices.ContainsFunc(all[hedgehog.VPCAttachmentSpec](c.view, "VPCAttachment"),
		func(one named[hedgehog.VPCAttachmentSpec]) bool { return one.spec.Connection == c.name }) ||
		slices.ContainsFunc(all[hedgehog.ExternalAttachmentSpec](c.view, "ExternalAttachment"),
			func(one named[hedgehog.ExternalAttachmentSpec]) bool { return one.spec.Connection == c.name })
}

func (c *check) checkPortForm(read connection) {
	var ports []string
	for _, end := range read.ends() {
		if _, _, formed := splitPort(end.port); !formed {
			c.refuse("conn-port-form", "port %q is not device/port", end.port)
			continue
		}
		ports = append(ports, end.port)
	}
	if port, again := twice(ports); again {
		c.refuse("conn-port-form", "port %s comes twice", port)
	}
}

func (c *check) checkEnds(read connection) {
	least, most := 1, 1
	leastLinks := 1
	switch read.sort {
	case typeESLAG:
		most, leastLinks = mostESLAGSwitches, leastESLAGLinks
	case typeFabric, typeMesh:
		least, most = 2, 2
	}
	if len(read.links) < leastLinks {
		c.refuse("conn-ends", "%d links are fewer than %d", len(read.links), leastLinks)
	}
	if slices.ContainsFunc(read.ends(), func(e end) bool { _, _, formed := splitPort(e.port); return !formed }) {
		return // their number is not known
	}
	if count := len(read.switches()); count < least || count > most {
		c.refuse("conn-ends", "%d switches are not %d to %d", count, least, most)
	}
	hasServer := read.sort == typeUnbundled || read.sort == typeBundled || read.sort == typeESLAG
	if servers := read.devices(aServer); hasServer && len(servers) != 1 {
		c.refuse("conn-ends", "%d servers are not 1", len(servers))
	}
}

func (c *check) checkConnectedDevices(read connection) {
	for _, name := range read.devices(aServer) {
		if c.view.Get("Server", name) == nil {
			c.refuse("conn-refs", "Server %s does not exist", name)
		}
	}
	for _, name := range read.devices(aGateway) {
		if c.view.Get("Gateway", name) == nil {
			c.warn("conn-ends")
		}
	}
	roles := map[string]string{}
	for _, name := range read.switches() {
		device := c.view.switchSpec(name)
		if device == nil {
			c.refuse("conn-refs", "Switch %s does not exist", name)
			continue
		}
		roles[name] = device.Role
		profile := c.view.profile(device.Profile)
		if profile == nil {
			c.refuse("conn-refs", "profile %s of Switch %s does not exist", device.Profile, name)
			continue
		}
		c.checkPortsOfProfile(read, name, switchPorts{device, profile})
	}
	c.warnOfRoles(read, roles)
}

func (c *check) checkPortsOfProfile(read connection, device string, ports switchPorts) {
	for _, end := range read.ends() {
		name, port, formed := splitPort(end.port)
		if !formed || name != device || end.device != aSwitch {
			continue
		}
		if ports.isManagement(port) {
			c.warn("conn-port-profile")
		} else if !ports.exists(port) {
			c.refuse("conn-port-profile", "Switch %s has no port %s under its breakouts", device, port)
		}
	}
}

func (c *check) warnOfRoles(read connection, roles map[string]string) {
	wantsSpine := map[int]bool{}
	if read.sort == typeFabric {
		wantsSpine[0] = true
	}
	for _, link := range read.links {
		for index, end := range link {
			name, _, _ := splitPort(end.port)
			if role, known := roles[name]; known && (role == roleSpine) != wantsSpine[index] && read.sort != typeGateway {
				c.warn("conn-role")
			}
		}
	}
}

func (c *check) checkPortsOnce(read connection) {
	taken := map[string]string{}
	for _, other := range others[hedgehog.ConnectionSpec](c.view, "Connection", c.name) {
		for _, end := range readConnection(other.spec).ends() {
			taken[end.portKey()] = other.name
		}
	}
	for _, end := range read.ends() {
		if other, found := taken[end.portKey()]; found {
			c.refuse("conn-port-unique", "port %s is used by Connection %s", end.port, other)
		}
	}
	if read.hasAlias() {
		c.warn("conn-port-unique")
	}
}

func (c *check) checkESLAG(read connection) {
	var groups []string
	if len(read.switches()) == 0 {
		return // that is conn-ends
	}
	for _, name := range read.switches() {
		device := c.view.switchSpec(name)
		if device == nil {
			return
		}
		if device.Redundancy.Group == "" {
			c.warn("conn-eslag")
			continue
		}
		groups = append(groups, device.Redundancy.Group)
		if device.Redundancy.Type != redundancyESLAG {
			c.refuse("conn-eslag", "Switch %s has redundancy type %q", name, device.Redundancy.Type)
		}
	}
	slices.Sort(groups)
	switch groups = slices.Compact(groups); {
	case len(groups) == 0:
		c.refuse("conn-eslag", "none of the switches has a redundancy group")
	case len(groups) > 1:
		c.refuse("conn-eslag", "the switches are in different redundancy groups: %v", groups)
	}
}

func (c *check) checkConnectionMTU(read connection) {
	most := c.config.FabricMTU - c.config.MTUOffset
	if read.mtu <= most {
		return
	}
	if read.sort == typeESLAG {
		c.warn("conn-mtu")
	} else {
		c.refuse("conn-mtu", "mtu %d is larger than %d", read.mtu, most)
	}
}

func (c *check) checkLinkIPs(read connection) {
	if !slices.Contains([]string{typeFabric, typeMesh, typeGateway}, read.sort) {
		return
	}
	used := map[netip.Addr]string{}
	for _, other := range others[hedgehog.ConnectionSpec](c.view, "Connection", c.name) {
		for _, end := range readConnection(other.spec).ends() {
			if ip, parses := parseInterface(end.ip); parses {
				used[ip.Addr()] = other.name
			}
		}
	}
	for _, link := range read.links {
		var ips []netip.Prefix
		for _, end := range link {
			if end.ip == "" {
				continue
			}
			ip, parses := parseInterface(end.ip)
			if !parses || !ip.Addr().Is4() {
				c.refuse("conn-link-ip", "ip %q of port %s is not an IPv4 address with length", end.ip, end.port)
				continue
			}
			ips = append(ips, ip)
		}
		if len(ips) == 1 {
			c.warn("conn-link-ip")
		}
		if len(ips) == 2 {
			c.checkLinkPair(ips, used)
		}
	}
}

func (c *check) checkLinkPair(ips []netip.Prefix, used map[netip.Addr]string) {
	for _, ip := range ips {
		if ip.Bits() != pointToPoint || !c.config.FabricSubnet.Contains(ip.Addr()) {
			c.refuse("conn-link-ip", "ip %s is not a /31 in %s", ip, c.config.FabricSubnet)
		}
		if other, found := used[ip.Addr()]; found {
			c.refuse("conn-link-ip", "ip %s is used by a link of Connection %s", ip, other)
		}
		used[ip.Addr()] = c.name // also for the other end: two ends do not share an address
	}
	if ips[0].Masked() != ips[1].Masked() {
		c.refuse("conn-link-ip", "ips %s and %s are not in the same /31", ips[0], ips[1])
	}
}

func (c *check) checkStaticExternal(spec *hedgehog.StaticExternal) {
	device := spec.Link.Switch
	ip, parses := parseInterface(device.IP)
	if !parses || !ip.Addr().Is4() {
		c.refuse("conn-static", "ip %q is not an IPv4 address with length", device.IP)
	}
	if hop, isAddr := parseAddr(device.NextHop); !isAddr || parses && !ip.Masked().Contains(hop) {
		c.refuse("conn-static", "nextHop %q is not an address in %s", device.NextHop, ip.Masked())
	}
	for _, text := range device.Subnets {
		prefix, parses := parsePrefix(text)
		if !parses || hasHostBits(text) {
			c.refuse("conn-static", "subnet %q is not a prefix without host bits", text)
			continue
		}
		// a default route alone is wanted, although it contains what is reserved
		if reserved, overlaps := c.reserved(prefix); overlaps && text != everything {
			c.refuse("conn-static", "subnet %s overlaps the reserved subnet %s", text, reserved)
		}
	}
	if one, other, overlap := overlapping(device.Subnets); overlap {
		c.refuse("conn-static", "subnets %s and %s overlap", one, other)
	}
	if device.VLAN > highestVLAN {
		c.warn("conn-static")
	}
	if spec.WithinVPC != "" && c.view.vpc(spec.WithinVPC) == nil {
		c.refuse("conn-withinvpc", "VPC %s does not exist", spec.WithinVPC)
	}
}

func (c *check) checkConnectionDelete() {
	for _, attachment := range all[hedgehog.VPCAttachmentSpec](c.view, "VPCAttachment") {
		if attachment.spec.Connection == c.name {
			c.refuse("conn-delete", "VPCAttachment %s names it", attachment.name)
		}
	}
	for _, attachment := range all[hedgehog.ExternalAttachmentSpec](c.view, "ExternalAttachment") {
		if attachment.spec.Connection == c.name {
			c.refuse("conn-delete", "ExternalAttachment %s names it", attachment.name)
		}
	}
}
