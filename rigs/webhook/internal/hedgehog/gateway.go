package hedgehog

type GatewaySpec struct {
	ASN               uint32                      `json:"asn,omitempty"`
	ProtocolIP        string                      `json:"protocolIP,omitempty"`
	VTEPIP            string                      `json:"vtepIP,omitempty"`
	VTEPMAC           string                      `json:"vtepMAC,omitempty"`
	VTEPMTU           uint32                      `json:"vtepMTU,omitempty"`
	Groups            []GroupMembership           `json:"groups,omitempty"`
	Interfaces        map[string]GatewayInterface `json:"interfaces,omitempty"`
	Neighbors         []GatewayNeighbor           `json:"neighbors,omitempty"`
	Workers           int                         `json:"workers,omitempty"`
	FlowTableCapacity uint32                      `json:"flowTableCapacity,omitempty"`
	Logs              GatewayLogs                 `json:"logs"`
	Profiling         GatewayProfiling            `json:"profiling"`
}

type GroupMembership struct {
	Name     string `json:"name,omitempty"`
	Priority uint32 `json:"priority,omitempty"`
}

type GatewayInterface struct {
	IPs    []string `json:"ips,omitempty"`
	Kernel string   `json:"kernel,omitempty"`
	PCI    string   `json:"pci,omitempty"`
	MTU    uint32   `json:"mtu,omitempty"`
}

type GatewayNeighbor struct {
	IP     string `json:"ip,omitempty"`
	ASN    uint32 `json:"asn,omitempty"`
	Source string `json:"source,omitempty"`
}

type GatewayLogs struct {
	Default   string            `json:"default,omitempty"`
	Tags      map[string]string `json:"tags,omitempty"`
	RateLimit *LogRateLimit     `json:"rateLimit,omitempty"`
}

type LogRateLimit struct {
	Burst              uint32 `json:"burst,omitempty"`
	ReplenishPerSecond uint32 `json:"replenishPerSecond,omitempty"`
}

type GatewayProfiling struct {
	Enabled bool `json:"enabled,omitempty"`
}

type GatewayPeeringSpec struct {
	GatewayGroup string                         `json:"gatewayGroup,omitempty"`
	Peering      map[string]*GatewayPeeringSide `json:"peering,omitempty"`
	ACL          *PeeringACL                    `json:"acl,omitempty"`
}

type GatewayPeeringSide struct {
	Expose []Expose `json:"expose,omitempty"`
}

type Expose struct {
	IPs     []ExposeIP `json:"ips,omitempty"`
	As      []ExposeAs `json:"as,omitempty"`
	Default bool       `json:"default,omitempty"`
	NAT     *NAT       `json:"nat,omitempty"`
}

type ExposeIP struct {
	CIDR      string `json:"cidr,omitempty"`
	Not       string `json:"not,omitempty"`
	VPCSubnet string `json:"vpcSubnet,omitempty"`
}

type ExposeAs struct {
	CIDR string `json:"cidr,omitempty"`
	Not  string `json:"not,omitempty"`
}

type NAT struct {
	Static      *EmptySpec   `json:"static,omitempty"`
	Masquerade  *Masquerade  `json:"masquerade,omitempty"`
	PortForward *PortForward `json:"portForward,omitempty"`
}

type Masquerade struct {
	IdleTimeout string `json:"idleTimeout,omitempty"`
}

type PortForward struct {
	IdleTimeout string            `json:"idleTimeout,omitempty"`
	Ports       []PortForwardRule `json:"ports,omitempty"`
}

type PortForwardRule struct {
	Port  string `json:"port,omitempty"`
	As    string `json:"as,omitempty"`
	Proto string `json:"proto,omitempty"`
}

type PeeringACL struct {
	Default string    `json:"default"`
	Rules   []ACLRule `json:"rules,omitempty"`
}

type ACLRule struct {
	Name   string    `json:"name,omitempty"`
	Action string    `json:"action"`
	From   string    `json:"from,omitempty"`
	To     string    `json:"to,omitempty"`
	Log    bool      `json:"log,omitempty"`
	Scope  string    `json:"scope,omitempty"`
	Match  *ACLMatch `json:"match,omitempty"`
}

type ACLMatch struct {
	Proto string   `json:"proto,omitempty"`
	Src   []ACLEnd `json:"src,omitempty"`
	Dst   []ACLEnd `json:"dst,omitempty"`
}

type ACLEnd struct {
	CIDR      string   `json:"cidr,omitempty"`
	VPCSubnet string   `json:"vpcSubnet,omitempty"`
	Ports     []string `json:"ports,omitempty"`
}
