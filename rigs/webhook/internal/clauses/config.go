package clauses

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"strings"
)

// Config is what the webhook knows of the fabric that is in no object (last table of the rules).
type Config struct {
	ReservedSubnets  []netip.Prefix `json:"reservedSubnets"`
	ManagementSubnet netip.Prefix   `json:"managementSubnet"`
	ManagementDHCP   netip.Addr     `json:"managementDHCPStart"`
	ControlVIP       netip.Addr     `json:"controlVIP"`
	FabricSubnet     netip.Prefix   `json:"fabricSubnet"`
	ProtocolSubnet   netip.Prefix   `json:"protocolSubnet"`
	VTEPSubnet       netip.Prefix   `json:"vtepSubnet"`
	ReservedIRBVLANs Span           `json:"reservedIRBVLANs"`
	ReservedTH5VLANs Span           `json:"reservedTH5VLANs"`
	SpineASN         uint32         `json:"spineASN"`
	LeafASNs         Span           `json:"leafASNs"`
	FabricMTU        uint16         `json:"fabricMTU"`
	MTUOffset        uint16         `json:"mtuOffset"`
	Mode             string         `json:"mode"`
	GatewayEnabled   bool           `json:"gatewayEnabled"`
	Communities      int            `json:"gatewayCommunities"`
	PeeringDisabled  bool           `json:"peeringDisabled"`
	ExtraProfiles    bool           `json:"extraProfiles"`
}

// Span is a range of numbers, both ends included.
type Span struct {
	From uint32 `json:"from"`
	To   uint32 `json:"to"`
}

func (s Span) contains(n uint32) bool { return s.From <= n && n <= s.To }

// ModeSpineLeaf is the fabric mode that allows eslag and gateway connections.
const ModeSpineLeaf = "spine-leaf"

// InstallerDefaults are the values of an installation that was not configured otherwise.
func InstallerDefaults() Config {
	prefix := netip.MustParsePrefix
	return Config{
		ReservedSubnets: []netip.Prefix{
			prefix("172.30.0.0/21"), prefix("172.30.128.0/17"), prefix("172.30.8.0/22"), prefix("172.30.12.0/22"),
			prefix("172.30.96.0/19"), prefix("172.30.95.0/31"), prefix("172.30.16.0/22"),
		},
		ManagementSubnet: prefix("172.30.0.0/21"),
		ManagementDHCP:   netip.MustParseAddr("172.30.4.0"),
		ControlVIP:       netip.MustParseAddr("172.30.0.1"),
		FabricSubnet:     prefix("172.30.128.0/17"),
		ProtocolSubnet:   prefix("172.30.8.0/22"),
		VTEPSubnet:       prefix("172.30.12.0/22"),
		ReservedIRBVLANs: Span{3000, 3899},
		ReservedTH5VLANs: Span{3900, 3999},
		SpineASN:         65100,
		LeafASNs:         Span{65101, 65533},
		FabricMTU:        9100,
		MTUOffset:        64,
		Mode:             ModeSpineLeaf,
		Communities:      10,
	}
}

// ParseConfig lays JSON over the installer's defaults; empty text means the defaults.
func ParseConfig(text string) (Config, error) {
	config := InstallerDefaults()
	if strings.TrimSpace(text) == "" {
		return config, nil
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&config); err != nil {
		return config, fmt.Errorf("failed to read the fabric's configuration: %w", err)
	}
	return config, nil
}
