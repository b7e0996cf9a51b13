package clauses

import (
	"cmp"
	"net"
	"slices"
	"strings"

	"hedgerow.rigs/webhook/internal/hedgehog"
)

const defaultLease = 3600 // seconds

func defaultVPC(spec *hedgehog.VPCSpec) {
	setDefault(&spec.IPv4Namespace, theDefault)
	setDefault(&spec.VLANNamespace, theDefault)
	for _, subnet := range subnetsOf(spec) {
		if prefix, parses := parsePrefix(subnet.Subnet); parses && !subnet.HostBGP {
			setDefault(&subnet.Gateway, prefix.Addr().Next().String())
		}
		defaultDHCP(subnet)
	}
}

func defaultDHCP(subnet *hedgehog.Subnet) {
	dhcp := &subnet.DHCP
	if !dhcp.Enable {
		dhcp.Range, dhcp.Options = nil, nil
		return
	}
	if prefix, parses := parsePrefix(subnet.Subnet); parses {
		if dhcp.Range == nil {
			dhcp.Range = &hedgehog.DHCPRange{}
		}
		setDefault(&dhcp.Range.Start, prefix.Addr().Next().Next().String())
		setDefault(&dhcp.Range.End, lastAddr(prefix).String())
	}
	if dhcp.Options != nil {
		if emptyOptions(dhcp.Options) {
			dhcp.Options = nil
			return // the MAC addresses of the leases stay as they were written
		}
		defaultOptions(dhcp.Options)
	}
	normaliseMACs(dhcp)
}

func emptyOptions(o *hedgehog.DHCPOptions) bool {
	return o.LeaseTimeSeconds == 0 && o.InterfaceMTU == 0 && len(o.DNSServers) == 0 && len(o.TimeServers) == 0 &&
		o.PXEURL == "" && len(o.AdvertisedRoutes) == 0 && !o.DisableDefaultRoute
}

func defaultOptions(options *hedgehog.DHCPOptions) {
	setDefault(&options.InterfaceMTU, mostDHCPMTU)
	setDefault(&options.LeaseTimeSeconds, defaultLease)
	for _, servers := range []*[]string{&options.DNSServers, &options.TimeServers} {
		if *servers == nil {
			*servers = []string{}
		}
		slices.Sort(*servers)
	}
	slices.SortStableFunc(options.AdvertisedRoutes, func(a, b hedgehog.DHCPRoute) int {
		return cmp.Or(strings.Compare(a.Destination, b.Destination), strings.Compare(a.Gateway, b.Gateway))
	})
}

// normaliseMACs writes the keys of leases in one way; of two spellings of one MAC address the last one wins.
func normaliseMACs(dhcp *hedgehog.DHCP) {
	if len(dhcp.Static) == 0 {
		return
	}
	normalised := map[string]*hedgehog.Lease{}
	for text, lease := range byKey(dhcp.Static) {
		if mac, err := net.ParseMAC(text); err == nil {
			text = mac.String()
		}
		normalised[text] = lease
	}
	dhcp.Static = normalised
}
