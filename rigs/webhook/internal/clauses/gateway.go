package clauses

import (
	"net"
	"net/netip"
	"regexp"
	"slices"

	"hedgerow.rigs/webhook/internal/hedgehog"
)

const (
	leastWorkers       = 1
	mostWorkers        = 64
	leastInterfaceName = 2
	mostInterfaceName  = 10
)

var (
	interfaceForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.-]*[A-Za-z0-9]$`)
	pciForm       = regexp.MustCompile(`^[0-9a-fA-F]{4}:[0-9a-fA-F]{2}:[0-9a-fA-F]{2}\.[0-7]$`)
)

// checkGatewayEnabled holds for all three kinds of section "GatewayGroup, Gateway, GatewayPeering".
func (c *check) checkGatewayEnabled() {
	if !c.config.GatewayEnabled {
		c.refuse("gw-enabled", "the fabric has no gateway")
	}
}

func (c *check) checkGateway(spec *hedgehog.GatewaySpec) {
	c.checkGatewayEnabled()
	c.checkGatewayAddresses(spec)
	c.checkVTEPMAC(spec)
	if spec.ASN == 0 {
		c.refuse("gw-asn", "asn is 0")
	}
	if spec.Workers < leastWorkers || spec.Workers > mostWorkers {
		c.refuse("gw-workers", "%d workers are not %d to %d", spec.Workers, leastWorkers, mostWorkers)
	}
	c.checkInterfaces(spec)
	if len(spec.Neighbors) == 0 {
		c.refuse("gw-neighbor", "there is no neighbour")
	}
	for _, neighbor := range spec.Neighbors {
		if addr, isAddr := parseAddr(neighbor.IP); !isAddr || !isUnicast(addr) {
			c.refuse("gw-neighbor", "neighbour %q is not an IPv4 unicast address", neighbor.IP)
		}
		if neighbor.ASN == 0 {
			c.refuse("gw-neighbor", "neighbour %s has asn 0", neighbor.IP)
		}
	}
	c.checkGroups(spec)
}

// isUnicast is for IPv4 addresses that a host may have.
func isUnicast(addr netip.Addr) bool {
	return addr.Is4() && !addr.IsMulticast() && !addr.IsUnspecified() && !addr.IsLoopback() && !addr.IsLinkLocalUnicast() &&
		addr != netip.AddrFrom4([4]byte{255, 255, 255, 255})
}

func (c *check) checkGatewayAddresses(spec *hedgehog.GatewaySpec) {
	everyIPv4 := netip.MustParsePrefix(everything)
	if !isHostIn(spec.ProtocolIP, everyIPv4) {
		c.refuse("gw-ip", "protocolIP %q is not an IPv4 /32", spec.ProtocolIP)
	}
	if vtep, _ := parseInterface(spec.VTEPIP); !isHostIn(spec.VTEPIP, everyIPv4) || !isUnicast(vtep.Addr()) {
		c.refuse("gw-ip", "vtepIP %q is not a unicast IPv4 /32", spec.VTEPIP)
	}
	for _, other := range others[hedgehog.GatewaySpec](c.view, "Gateway", c.name) {
		if sameInterface(other.spec.ProtocolIP, spec.ProtocolIP) || sameInterface(other.spec.VTEPIP, spec.VTEPIP) {
			c.refuse("gw-ip", "protocolIP %s or vtepIP %s is that of Gateway %s", spec.ProtocolIP, spec.VTEPIP, other.name)
		}
	}
	for _, device := range all[hedgehog.SwitchSpec](c.view, "Switch") {
		if sameInterface(device.spec.ProtocolIP, spec.ProtocolIP) || sameInterface(device.spec.VTEPIP, spec.VTEPIP) {
			c.refuse("gw-ip", "protocolIP %s or vtepIP %s is that of Switch %s", spec.ProtocolIP, spec.VTEPIP, device.name)
		}
	}
}

func (c *check) checkVTEPMAC(spec *hedgehog.GatewaySpec) {
	mac, err := net.ParseMAC(spec.VTEPMAC)
	if err != nil || len(mac) != 6 || mac[0]&1 == 1 || slices.Equal(mac, make(net.HardwareAddr, 6)) {
		c.refuse("gw-mac", "vtepMAC %q is not a unicast MAC address", spec.VTEPMAC)
		return
	}
	for _, other := range others[hedgehog.GatewaySpec](c.view, "Gateway", c.name) {
		if otherMAC, err := net.ParseMAC(other.spec.VTEPMAC); err == nil && slices.Equal(mac, otherMAC) {
			c.refuse("gw-mac", "vtepMAC %s is that of Gateway %s", spec.VTEPMAC, other.name)
		}
	}
}

func isInterfaceName(name string) bool {
	return len(name) >= leastInterfaceName && len(name) <= mostInterfaceName && interfaceForm.MatchString(name)
}

func (c *check) checkInterfaces(spec *hedgehog.GatewaySpec) {
	if len(spec.Interfaces) == 0 {
		c.refuse("gw-interface", "there is no interface")
	}
	for name, of := range byKey(spec.Interfaces) {
		if !isInterfaceName(name) {
			c.refuse("gw-interface", "%q is not the name of an interface", name)
		}
		if len(of.IPs) == 0 {
			c.refuse("gw-interface", "interface %s has no address", name)
		}
		for _, ip := range of.IPs {
			if prefix, parses := parseInterface(ip); !parses || !prefix.Addr().Is4() {
				c.refuse("gw-interface", "interface %s: %q is not an IPv4 address with length", name, ip)
			}
		}
		if of.PCI != "" && of.Kernel != "" {
			c.refuse("gw-interface", "interface %s has both pci and kernel", name)
		}
		if of.PCI != "" && !pciForm.MatchString(of.PCI) {
			c.refuse("gw-interface", "interface %s: pci %q is not like 0000:02:00.0", name, of.PCI)
		}
		if of.Kernel != "" && (!isInterfaceName(of.Kernel) || of.Kernel == name) {
			c.refuse("gw-interface", "interface %s: kernel %q is not the name of an interface, or is its own", name, of.Kernel)
		}
	}
}

func (c *check) checkGroups(spec *hedgehog.GatewaySpec) {
	var names []string
	for _, group := range spec.Groups {
		names = append(names, group.Name)
		if c.view.Get("GatewayGroup", group.Name) == nil {
			c.refuse("gw-groups", "GatewayGroup %s does not exist", group.Name)
		}
		members := 1
		for _, other := range others[hedgehog.GatewaySpec](c.view, "Gateway", c.name) {
			if isMember(other.spec, group.Name) {
				members++
			}
		}
		if members > c.config.Communities {
			c.refuse("gw-groups", "GatewayGroup %s would have %d members, more than the %d communities",
				group.Name, members, c.config.Communities)
		}
	}
	if name, again := twice(names); again {
		c.refuse("gw-groups", "GatewayGroup %s comes twice", name)
	}
}

func isMember(spec *hedgehog.GatewaySpec, group string) bool {
	return slices.ContainsFunc(spec.Groups, func(of hedgehog.GroupMembership) bool { return of.Name == group })
}
