package clauses

import "net/netip"

// parsePrefix reads a prefix and masks its host bits.
func parsePrefix(text string) (netip.Prefix, bool) {
	prefix, err := netip.ParsePrefix(text)
	return prefix.Masked(), err == nil
}

// hasHostBits says whether a prefix that parses is written with host bits.
func hasHostBits(text string) bool {
	prefix, err := netip.ParsePrefix(text)
	return err == nil && prefix != prefix.Masked()
}

// parseAddr reads an address without length.
func parseAddr(text string) (netip.Addr, bool) {
	addr, err := netip.ParseAddr(text)
	return addr, err == nil && addr.Zone() == ""
}

// parseInterface reads an address with length.
func parseInterface(text string) (netip.Prefix, bool) {
	prefix, err := netip.ParsePrefix(text)
	return prefix, err == nil
}

// inside says whether all of inner is in outer.
func inside(inner, outer netip.Prefix) bool {
	return outer.Bits() <= inner.Bits() && outer.Contains(inner.Addr())
}

// lastAddr is the highest address of a prefix; for IPv4 the broadcast address.
func lastAddr(prefix netip.Prefix) netip.Addr {
	bytes := prefix.Masked().Addr().AsSlice()
	for bit := prefix.Bits(); bit < len(bytes)*8; bit++ {
		bytes[bit/8] |= 1 << (7 - bit%8)
	}
	last, _ := netip.AddrFromSlice(bytes)
	return last
}

// overlapping is the first pair of prefixes that overlap, as they are written.
func overlapping(texts []string) (string, string, bool) {
	for index, text := range texts {
		prefix, parses := parsePrefix(text)
		if !parses {
			continue
		}
		for _, earlier := range texts[:index] {
			if other, parses := parsePrefix(earlier); parses && prefix.Overlaps(other) {
				return earlier, text, true
			}
		}
	}
	return "", "", false
}

// reserved is the reserved subnet that a prefix overlaps.
func (c *check) reserved(prefix netip.Prefix) (netip.Prefix, bool) {
	for _, reserved := range c.config.ReservedSubnets {
		if reserved.Overlaps(prefix) {
			return reserved, true
		}
	}
	return netip.Prefix{}, false
}

// insideOne says whether a prefix is inside a single one of others.
func insideOne(prefix netip.Prefix, texts []string) bool {
	for _, text := range texts {
		if outer, parses := parsePrefix(text); parses && inside(prefix, outer) {
			return true
		}
	}
	return false
}
