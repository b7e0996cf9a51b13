package clauses

import (
	"net"
	"net/netip"

	"hedgerow.rigs/webhook/internal/hedgehog"
)

const (
	leastDHCPMTU = 96
	mostDHCPMTU  = 9036
	leastLease   = 1 // seconds
)

// checkDHCP: the clauses `dhcp-` of section "VPC".
func (c *check) checkDHCP(name string, subnet *hedgehog.Subnet, prefix netip.Prefix) {
	dhcp := &subnet.DHCP
	if dhcp.Enable && dhcp.Relay != "" {
		c.refuse("dhcp-relay-or-server", "subnet %s has both a DHCP server and a relay", name)
	}
	if dhcp.Relay != "" {
		if _, parses := parsePrefix(dhcp.Relay); !parses {
			c.refuse("dhcp-relay-form", "subnet %s: relay %q is not an address with length, such as 10.0.9.1/32", name, dhcp.Relay)
		}
	}
	if dhcp.RelayVPC != "" {
		if dhcp.Relay == "" {
			c.refuse("dhcp-relayvpc", "subnet %s: relayVPC needs a relay", name)
		}
		if c.view.vpc(dhcp.RelayVPC) == nil {
			c.refuse("dhcp-relayvpc", "subnet %s: relayVPC %s does not exist", name, dhcp.RelayVPC)
		} else if dhcp.RelayVPC == c.name {
			c.warn("dhcp-relayvpc")
		}
	}
	if !dhcp.Enable {
		c.checkDHCPOff(name, dhcp)
		return
	}
	c.checkDHCPRange(name, subnet, prefix)
	if dhcp.Options != nil {
		c.checkDHCPOptions(name, dhcp.Options, prefix)
	}
	c.checkLeases(name, subnet, prefix)
}

func (c *check) checkDHCPOff(name string, dhcp *hedgehog.DHCP) {
	if len(dhcp.Static) > 0 {
		c.refuse("dhcp-off", "subnet %s: static leases need the DHCP server", name)
	}
	if written := c.writtenSubnet(name); written != nil && (written.DHCP.Range != nil || written.DHCP.Options != nil) {
		c.warn("dhcp-off")
	}
}

// writtenSubnet is the subnet before defaulting; nil where that is not known.
func (c *check) writtenSubnet(name string) *hedgehog.Subnet {
	if c.Written == nil {
		return nil
	}
	return hedgehog.SpecOf[hedgehog.VPCSpec](c.Written).Subnets[name]
}

func (c *check) checkDHCPRange(name string, subnet *hedgehog.Subnet, prefix netip.Prefix) {
	addresses := subnet.DHCP.Range
	if addresses == nil {
		addresses = &hedgehog.DHCPRange{}
	}
	start, startParses := parseAddr(addresses.Start)
	end, endParses := parseAddr(addresses.End)
	if !startParses || !endParses || !prefix.Contains(start) || !prefix.Contains(end) {
		c.refuse("dhcp-range", "subnet %s: %q to %q are not addresses in %s", name, addresses.Start, addresses.End, prefix)
		return
	}
	if !start.Less(end) {
		c.refuse("dhcp-range", "subnet %s: start %s is not below end %s", name, start, end)
	}
	gateway, _ := parseAddr(subnet.Gateway)
	for _, addr := range []netip.Addr{start, end} {
		if addr == prefix.Addr() || addr == gateway {
			c.refuse("dhcp-range", "subnet %s: the range starts or ends with the network address or the gateway, %s", name, addr)
		}
	}
	// the range that defaulting fills in is no mistake of anybody
	filledIn := start == prefix.Masked().Addr().Next().Next()
	if start.Less(gateway) && gateway.Less(end) || end == lastAddr(prefix) && !filledIn {
		c.warn("dhcp-range")
	}
}

func (c *check) checkDHCPOptions(name string, options *hedgehog.DHCPOptions, prefix netip.Prefix) {
	for _, servers := range [][]string{options.DNSServers, options.TimeServers} {
		for _, server := range servers {
			if _, isAddr := parseAddr(server); !isAddr {
				c.refuse("dhcp-options", "subnet %s: server %q is not an address", name, server)
			}
		}
	}
	if options.InterfaceMTU < leastDHCPMTU || options.InterfaceMTU > mostDHCPMTU {
		c.refuse("dhcp-options", "subnet %s: MTU %d is not %d to %d", name, options.InterfaceMTU, leastDHCPMTU, mostDHCPMTU)
	}
	if options.LeaseTimeSeconds < leastLease {
		c.refuse("dhcp-options", "subnet %s: the lease is shorter than %d s", name, leastLease)
	}
	for _, route := range options.AdvertisedRoutes {
		if _, parses := parsePrefix(route.Destination); !parses {
			c.refuse("dhcp-routes", "subnet %s: destination %q is not a prefix", name, route.Destination)
		}
		if gateway, isAddr := parseAddr(route.Gateway); !isAddr || !prefix.Contains(gateway) {
			c.refuse("dhcp-routes", "subnet %s: gateway %q is not an address in %s", name, route.Gateway, prefix)
		}
	}
}

func (c *check) checkLeases(name string, subnet *hedgehog.Subnet, prefix netip.Prefix) {
	if written := c.writtenSubnet(name); written != nil {
		dropEmptyLeases(&written.DHCP)
		if len(subnet.DHCP.Static) < len(written.DHCP.Static) {
			c.warn("dhcp-static")
		}
	}
	gateway, _ := parseAddr(subnet.Gateway)
	var used []netip.Addr
	for mac, lease := range byKey(subnet.DHCP.Static) {
		if _, err := net.ParseMAC(mac); err != nil {
			c.refuse("dhcp-static", "subnet %s: %q is not a MAC address", name, mac)
		}
		addr, isAddr := parseAddr(lease.IP)
		if !isAddr || !prefix.Contains(addr) {
			c.refuse("dhcp-static", "subnet %s: %q is not an address in %s", name, lease.IP, prefix)
			continue
		}
		if addr == prefix.Addr() || addr == gateway || addr == lastAddr(prefix) {
			c.refuse("dhcp-static", "subnet %s: %s is the network address, the gateway or the last address", name, addr)
		}
		used = append(used, addr)
	}
	if addr, again := twice(used); again {
		c.refuse("dhcp-static", "subnet %s: %s is in two leases", name, addr)
	}
}
