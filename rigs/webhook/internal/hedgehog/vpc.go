package hedgehog

// IPv4NamespaceSpec: an absent list and an empty one are different to the schema.
type IPv4NamespaceSpec struct {
	Subnets []string `json:"subnets,omitzero"`
}

type VPCSpec struct {
	IPv4Namespace     string             `json:"ipv4Namespace,omitempty"`
	VLANNamespace     string             `json:"vlanNamespace,omitempty"`
	Mode              string             `json:"mode,omitempty"`
	DefaultIsolated   bool               `json:"defaultIsolated,omitempty"`
	DefaultRestricted bool               `json:"defaultRestricted,omitempty"`
	Subnets           map[string]*Subnet `json:"subnets,omitempty"`
	Permit            [][]string         `json:"permit,omitempty"`
	StaticRoutes      []StaticRoute      `json:"staticRoutes,omitempty"`
}

type Subnet struct {
	Subnet     string `json:"subnet,omitempty"`
	Gateway    string `json:"gateway,omitempty"`
	VLAN       uint16 `json:"vlan,omitempty"`
	Isolated   *bool  `json:"isolated,omitempty"`
	Restricted *bool  `json:"restricted,omitempty"`
	HostBGP    bool   `json:"hostBGP,omitempty"`
	DHCP       DHCP   `json:"dhcp"`
}

type DHCP struct {
	Enable   bool              `json:"enable,omitempty"`
	Relay    string            `json:"relay,omitempty"`
	RelayVPC string            `json:"relayVPC,omitempty"`
	Range    *DHCPRange        `json:"range,omitempty"`
	Static   map[string]*Lease `json:"static,omitempty"`
	Options  *DHCPOptions      `json:"options,omitempty"`
}

type DHCPRange struct {
	Start string `json:"start,omitempty"`
	End   string `json:"end,omitempty"`
}

type Lease struct {
	IP string `json:"ip"`
}

type DHCPOptions struct {
	LeaseTimeSeconds    uint32      `json:"leaseTimeSeconds"`
	InterfaceMTU        uint16      `json:"interfaceMTU"`
	DNSServers          []string    `json:"dnsServers"`
	TimeServers         []string    `json:"timeServers"`
	PXEURL              string      `json:"pxeURL,omitempty"`
	AdvertisedRoutes    []DHCPRoute `json:"advertisedRoutes,omitempty"`
	DisableDefaultRoute bool        `json:"disableDefaultRoute,omitempty"`
}

type DHCPRoute struct {
	Destination string `json:"destination,omitempty"`
	Gateway     string `json:"gateway,omitempty"`
}

type StaticRoute struct {
	Prefix   string   `json:"prefix,omitempty"`
	NextHops []string `json:"nextHops,omitempty"`
}

type VPCAttachmentSpec struct {
	Subnet     string `json:"subnet,omitempty"`
	Connection string `json:"connection,omitempty"`
	NativeVLAN bool   `json:"nativeVLAN,omitempty"`
}

type VPCPeeringSpec struct {
	Permit []map[string]PeeringSide `json:"permit,omitempty"`
	Remote string                   `json:"remote,omitempty"`
}

// PeeringSide: absent subnets mean all of them, an empty list is refused.
type PeeringSide struct {
	Subnets []string `json:"subnets,omitzero"`
}

type ExternalSpec struct {
	IPv4Namespace     string          `json:"ipv4Namespace,omitempty"`
	InboundCommunity  string          `json:"inboundCommunity,omitempty"`
	OutboundCommunity string          `json:"outboundCommunity,omitempty"`
	Static            *ExternalStatic `json:"static,omitempty"`
}

type ExternalStatic struct {
	Prefixes []string `json:"prefixes,omitempty"`
}

type ExternalAttachmentSpec struct {
	External   string            `json:"external,omitempty"`
	Connection string            `json:"connection,omitempty"`
	Switch     AttachedSwitch    `json:"switch"`
	Neighbor   AttachedNeighbor  `json:"neighbor"`
	Static     *AttachmentStatic `json:"static,omitempty"`
	InboundACL *ACL              `json:"inboundACL,omitempty"`
}

type AttachedSwitch struct {
	IP   string `json:"ip,omitempty"`
	VLAN uint16 `json:"vlan,omitempty"`
}

type AttachedNeighbor struct {
	ASN uint32 `json:"asn,omitempty"`
	IP  string `json:"ip,omitempty"`
}

type AttachmentStatic struct {
	RemoteIP string `json:"remoteIP"`
	IP       string `json:"ip,omitempty"`
	VLAN     uint16 `json:"vlan,omitempty"`
	Proxy    bool   `json:"proxy,omitempty"`
}

type ACL struct {
	Statements []Statement `json:"statements,omitempty"`
}

type Statement struct {
	Seq            uint16      `json:"seq"`
	Action         string      `json:"action"`
	Protocol       string      `json:"protocol"`
	SrcPrefix      string      `json:"srcPrefix"`
	DstPrefix      string      `json:"dstPrefix"`
	PortRangeBegin uint16      `json:"portRangeBegin,omitempty"`
	PortRangeEnd   uint16      `json:"portRangeEnd,omitempty"`
	ICMPType       *int        `json:"icmpType,omitempty"`
	ICMPCode       *int        `json:"icmpCode,omitempty"`
	TCPFilters     *TCPFilters `json:"tcpFilters,omitempty"`
}

type TCPFilters struct {
	Established bool `json:"established,omitempty"`
	Ack         bool `json:"ack,omitempty"`
	NotAck      bool `json:"notAck,omitempty"`
	Fin         bool `json:"fin,omitempty"`
	NotFin      bool `json:"notFin,omitempty"`
	Psh         bool `json:"psh,omitempty"`
	NotPsh      bool `json:"notPsh,omitempty"`
	Rst         bool `json:"rst,omitempty"`
	NotRst      bool `json:"notRst,omitempty"`
	Syn         bool `json:"syn,omitempty"`
	NotSyn      bool `json:"notSyn,omitempty"`
	Urg         bool `json:"urg,omitempty"`
	NotUrg      bool `json:"notUrg,omitempty"`
}

type ExternalPeeringSpec struct {
	Permit ExternalPermit `json:"permit"`
}

type ExternalPermit struct {
	VPC      PermitVPC      `json:"vpc"`
	External PermitExternal `json:"external"`
}

type PermitVPC struct {
	Name    string   `json:"name,omitempty"`
	Subnets []string `json:"subnets,omitempty"`
}

type PermitExternal struct {
	Name     string         `json:"name,omitempty"`
	Prefixes []PermitPrefix `json:"prefixes,omitempty"`
}

type PermitPrefix struct {
	Prefix string `json:"prefix,omitempty"`
}
