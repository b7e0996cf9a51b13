package hedgehog

// ConnectionSpec has one member for each type. More than one may be present: Type says which counts.
type ConnectionSpec struct {
	Unbundled      *Unbundled      `json:"unbundled,omitempty"`
	Bundled        *ServerLinks    `json:"bundled,omitempty"`
	ESLAG          *ServerLinks    `json:"eslag,omitempty"`
	MCLAG          *ServerLinks    `json:"mclag,omitempty"`
	MCLAGDomain    *MCLAGDomain    `json:"mclagDomain,omitempty"`
	Fabric         *FabricLinks    `json:"fabric,omitempty"`
	Mesh           *MeshLinks      `json:"mesh,omitempty"`
	Gateway        *GatewayLinks   `json:"gateway,omitempty"`
	VPCLoopback    *LoopbackLinks  `json:"vpcLoopback,omitempty"`
	External       *ExternalConn   `json:"external,omitempty"`
	StaticExternal *StaticExternal `json:"staticExternal,omitempty"`
}

type Port struct {
	Port string `json:"port,omitempty"`
}

type RoutedPort struct {
	Port string `json:"port,omitempty"`
	IP   string `json:"ip,omitempty"`
}

type ServerLink struct {
	Server Port `json:"server"`
	Switch Port `json:"switch"`
}

type Unbundled struct {
	Link ServerLink `json:"link"`
	MTU  uint16     `json:"mtu,omitempty"`
}

type ServerLinks struct {
	Links    []ServerLink `json:"links,omitempty"`
	MTU      uint16       `json:"mtu,omitempty"`
	Fallback bool         `json:"fallback,omitempty"`
}

type MCLAGDomain struct {
	PeerLinks    []LoopbackLink `json:"peerLinks,omitempty"`
	SessionLinks []LoopbackLink `json:"sessionLinks,omitempty"`
}

type FabricLinks struct {
	Links []FabricLink `json:"links,omitempty"`
}

type FabricLink struct {
	Spine RoutedPort `json:"spine"`
	Leaf  RoutedPort `json:"leaf"`
}

type MeshLinks struct {
	Links []MeshLink `json:"links,omitempty"`
}

type MeshLink struct {
	Leaf1 RoutedPort `json:"leaf1"`
	Leaf2 RoutedPort `json:"leaf2"`
}

type GatewayLinks struct {
	Links []GatewayLink `json:"links,omitempty"`
}

type GatewayLink struct {
	Switch  RoutedPort `json:"switch"`
	Gateway RoutedPort `json:"gateway"`
}

type LoopbackLinks struct {
	Links []LoopbackLink `json:"links,omitempty"`
}

type LoopbackLink struct {
	Switch1 Port `json:"switch1"`
	Switch2 Port `json:"switch2"`
}

type ExternalConn struct {
	Link ExternalLink `json:"link"`
}

type ExternalLink struct {
	Switch Port `json:"switch"`
}

type StaticExternal struct {
	WithinVPC string             `json:"withinVPC,omitempty"`
	Link      StaticExternalLink `json:"link"`
}

type StaticExternalLink struct {
	Switch StaticExternalSwitch `json:"switch"`
}

type StaticExternalSwitch struct {
	Port    string   `json:"port,omitempty"`
	IP      string   `json:"ip,omitempty"`
	NextHop string   `json:"nextHop,omitempty"`
	Subnets []string `json:"subnets,omitempty"`
	VLAN    uint16   `json:"vlan,omitempty"`
}
