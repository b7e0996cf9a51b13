package hedgehog

// EmptySpec is the spec of kinds that have nothing but a name.
type EmptySpec struct{}

type VLANNamespaceSpec struct {
	Ranges []VLANRange `json:"ranges,omitempty"`
}

type VLANRange struct {
	From uint16 `json:"from,omitempty"`
	To   uint16 `json:"to,omitempty"`
}

type ServerSpec struct {
	Description string `json:"description,omitempty"`
	Profile     string `json:"profile,omitempty"`
}

type SwitchSpec struct {
	Role               string            `json:"role"`
	Description        string            `json:"description,omitempty"`
	Profile            string            `json:"profile,omitempty"`
	Boot               Boot              `json:"boot"`
	Groups             []string          `json:"groups,omitempty"`
	Redundancy         Redundancy        `json:"redundancy"`
	VLANNamespaces     []string          `json:"vlanNamespaces,omitempty"`
	ASN                uint32            `json:"asn,omitempty"`
	IP                 string            `json:"ip,omitempty"`
	ProtocolIP         string            `json:"protocolIP,omitempty"`
	VTEPIP             string            `json:"vtepIP,omitempty"`
	PortSpeeds         map[string]string `json:"portSpeeds,omitempty"`
	PortGroupSpeeds    map[string]string `json:"portGroupSpeeds,omitempty"`
	PortBreakouts      map[string]string `json:"portBreakouts,omitempty"`
	PortAutoNegs       map[string]bool   `json:"portAutoNegs,omitempty"`
	PortFECs           map[string]string `json:"portFECs,omitempty"`
	EnableAllPorts     bool              `json:"enableAllPorts,omitempty"`
	RoCE               bool              `json:"roce,omitempty"`
	ECMP               ECMP              `json:"ecmp"`
	LinkFlapErrDisable *LinkFlap         `json:"linkFlapErrDisable,omitempty"`
}

type Boot struct {
	Serial string `json:"serial,omitempty"`
	MAC    string `json:"mac,omitempty"`
}

type Redundancy struct {
	Group string `json:"group,omitempty"`
	Type  string `json:"type,omitempty"`
}

type ECMP struct {
	RoCEQPN bool `json:"roceQPN,omitempty"`
}

// LinkFlap: the schema fills in what is absent, but not what is zero.
type LinkFlap struct {
	FlapThreshold    *int `json:"flapThreshold,omitempty"`
	SamplingInterval *int `json:"samplingInterval,omitempty"`
	RecoveryInterval *int `json:"recoveryInterval,omitempty"`
}

type SwitchProfileSpec struct {
	DisplayName   string                  `json:"displayName,omitempty"`
	OtherNames    []string                `json:"otherNames,omitempty"`
	SwitchSilicon string                  `json:"switchSilicon,omitempty"`
	Features      Features                `json:"features"`
	Config        ProfileConfig           `json:"config"`
	Ports         map[string]ProfilePort  `json:"ports,omitempty"`
	PortGroups    map[string]PortGroup    `json:"portGroups,omitempty"`
	PortProfiles  map[string]PortProfile  `json:"portProfiles,omitempty"`
	MaxPorts      int                     `json:"maxPorts,omitempty"`
	Pipelines     map[string]PortPipeline `json:"pipelines,omitempty"`
	NOSType       string                  `json:"nosType,omitempty"`
	Platform      string                  `json:"platform,omitempty"`
	Notes         string                  `json:"notes,omitempty"`
}

type Features struct {
	Subinterfaces bool `json:"subinterfaces,omitempty"`
	ACLs          bool `json:"acls,omitempty"`
	L2VNI         bool `json:"l2vni,omitempty"`
	L3VNI         bool `json:"l3vni,omitempty"`
	RoCE          bool `json:"roce,omitempty"`
	MCLAG         bool `json:"mclag,omitempty"`
	ESLAG         bool `json:"eslag,omitempty"`
	ECMPRoCEQPN   bool `json:"ecmpRoCEQPN,omitempty"`
}

type ProfileConfig struct {
	MaxPathsEBGP uint32 `json:"maxPathsEBGP,omitempty"`
}

type ProfilePort struct {
	NOS          string `json:"nos,omitempty"`
	BaseNOSName  string `json:"baseNOSName,omitempty"`
	Label        string `json:"label,omitempty"`
	Group        string `json:"group,omitempty"`
	Profile      string `json:"profile,omitempty"`
	Pipeline     string `json:"pipeline,omitempty"`
	Management   bool   `json:"management,omitempty"`
	OniePortName string `json:"oniePortName,omitempty"`
}

type PortGroup struct {
	NOS     string `json:"nos,omitempty"`
	Profile string `json:"profile,omitempty"`
}

type PortPipeline struct {
	MaxPorts int `json:"maxPorts,omitempty"`
}

type PortProfile struct {
	Speed          *PortSpeed    `json:"speed,omitempty"`
	Breakout       *PortBreakout `json:"breakout,omitempty"`
	AutoNegAllowed bool          `json:"autoNegAllowed,omitempty"`
	AutoNegDefault bool          `json:"autoNegDefault,omitempty"`
}

type PortSpeed struct {
	Default   string   `json:"default,omitempty"`
	Supported []string `json:"supported,omitempty"`
}

type PortBreakout struct {
	Default   string                  `json:"default,omitempty"`
	Supported map[string]BreakoutMode `json:"supported,omitempty"`
}

type BreakoutMode struct {
	Offsets []string `json:"offsets,omitempty"`
}
