package clauses

import (
	"slices"
	"strings"

	"hedgerow.rigs/webhook/internal/hedgehog"
)

// The types of a connection, in the order in which the first one present counts.
const (
	typeUnbundled      = "unbundled"
	typeBundled        = "bundled"
	typeESLAG          = "eslag"
	typeFabric         = "fabric"
	typeMesh           = "mesh"
	typeGateway        = "gateway"
	typeVPCLoopback    = "vpcLoopback"
	typeExternal       = "external"
	typeStaticExternal = "staticExternal"
	// typeMCLAG counts only where no other does; its ports are invisible.
	typeMCLAG       = "mclag"
	typeMCLAGDomain = "mclagDomain"
)

// deviceKind says what an end of a link is.
type deviceKind int

const (
	aSwitch deviceKind = iota
	aServer
	aGateway
)

// end is one end of a link.
type end struct {
	device deviceKind
	port   string
	ip     string
}

// connection is a connection of whichever type, as its links.
type connection struct {
	// sort is its type; empty where it has none.
	sort string
	// types is how many types are present.
	types int
	// links are its links; none for mclag.
	links [][]end
	mtu   uint16
}

func routed(device deviceKind, port hedgehog.RoutedPort) end { return end{device, port.Port, port.IP} }

func serverLink(link hedgehog.ServerLink) []end {
	return []end{{device: aServer, port: link.Server.Port}, {device: aSwitch, port: link.Switch.Port}}
}

func serverLinks(sort string, links *hedgehog.ServerLinks) connection {
	read := connection{sort: sort, mtu: links.MTU}
	for _, link := range links.Links {
		read.links = append(read.links, serverLink(link))
	}
	return read
}

// readConnection reads the type that counts.
func readConnection(spec *hedgehog.ConnectionSpec) connection {
	read := readType(spec)
	for _, present := range []bool{
		spec.Unbundled != nil, spec.Bundled != nil, spec.ESLAG != nil, spec.Fabric != nil, spec.Mesh != nil,
		spec.Gateway != nil, spec.VPCLoopback != nil, spec.External != nil, spec.StaticExternal != nil,
		spec.MCLAG != nil, spec.MCLAGDomain != nil,
	} {
		if present {
			read.types++
		}
	}
	return read
}

func readType(spec *hedgehog.ConnectionSpec) connection {
	switch {
	case spec.Unbundled != nil:
		return connection{sort: typeUnbundled, mtu: spec.Unbundled.MTU, links: [][]end{serverLink(spec.Unbundled.Link)}}
	case spec.Bundled != nil:
		return serverLinks(typeBundled, spec.Bundled)
	case spec.ESLAG != nil:
		return serverLinks(typeESLAG, spec.ESLAG)
	case spec.Fabric != nil:
		read := connection{sort: typeFabric}
		for _, link := range spec.Fabric.Links {
			read.links = append(read.links, []end{routed(aSwitch, link.Spine), routed(aSwitch, link.Leaf)})
		}
		return read
	case spec.Mesh != nil:
		read := connection{sort: typeMesh}
		for _, link := range spec.Mesh.Links {
			read.links = append(read.links, []end{routed(aSwitch, link.Leaf1), routed(aSwitch, link.Leaf2)})
		}
		return read
	case spec.Gateway != nil:
		read := connection{sort: typeGateway}
		for _, link := range spec.Gateway.Links {
			read.links = append(read.links, []end{routed(aSwitch, link.Switch), routed(aGateway, link.Gateway)})
		}
		return read
	case spec.VPCLoopback != nil:
		read := connection{sort: typeVPCLoopback}
		for _, link := range spec.VPCLoopback.Links {
			read.links = append(read.links, []end{
				{device: aSwitch, port: link.Switch1.Port}, {device: aSwitch, port: link.Switch2.Port},
			})
		}
		return read
	case spec.External != nil:
		return connection{sort: typeExternal, links: [][]end{{{device: aSwitch, port: spec.External.Link.Switch.Port}}}}
	case spec.StaticExternal != nil:
		return connection{sort: typeStaticExternal, links: [][]end{{{device: aSwitch, port: spec.StaticExternal.Link.Switch.Port}}}}
	case spec.MCLAG != nil:
		return connection{sort: typeMCLAG}
	case spec.MCLAGDomain != nil:
		return connection{sort: typeMCLAGDomain}
	default:
		return connection{}
	}
}

// ends are the ends of all links.
func (c connection) ends() []end { return slices.Concat(c.links...) }

// devices are the names of the devices of a kind, each once, sorted.
func (c connection) devices(kind deviceKind) []string {
	var names []string
	for _, end := range c.ends() {
		if name, _, formed := splitPort(end.port); end.device == kind && formed {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (c connection) switches() []string { return c.devices(aSwitch) }

// switchPorts are the ports of switches, each once, sorted.
func (c connection) switchPorts() []string {
	var ports []string
	for _, end := range c.ends() {
		if end.device == aSwitch {
			ports = append(ports, end.port)
		}
	}
	slices.Sort(ports)
	return slices.Compact(ports)
}

// hasAlias says whether one port comes under both of its names. Under one name twice it is refused (conn-port-form).
func (c connection) hasAlias() bool {
	written := map[string]string{}
	for _, end := range c.ends() {
		if before, found := written[end.portKey()]; found && before != end.port {
			return true
		}
		written[end.portKey()] = end.port
	}
	return false
}

// splitPort splits `device/port`.
func splitPort(port string) (device, name string, formed bool) {
	device, name, formed = strings.Cut(port, "/")
	return device, name, formed && device != "" && name != ""
}

// portKey is the same for both names of a port: `sw/E1/1` and `sw/E1/1/1` of a switch.
func (e end) portKey() string {
	device, name, _ := splitPort(e.port)
	if e.device == aSwitch {
		name = basePort(name)
	}
	return device + "/" + name
}

// basePort is the name without the number of a first sub-port: `E1/1` for `E1/1/1`.
func basePort(name string) string {
	if base, first := strings.CutSuffix(name, "/1"); first && strings.Contains(base, "/") {
		return base
	}
	return name
}

// withinVPC is the VPC that a static external connection is in; empty for none.
func withinVPC(spec *hedgehog.ConnectionSpec) string {
	if readConnection(spec).sort != typeStaticExternal {
		return ""
	}
	return spec.StaticExternal.WithinVPC
}
