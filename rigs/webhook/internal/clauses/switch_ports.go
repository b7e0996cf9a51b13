package clauses

import (
	"slices"
	"strconv"
	"strings"

	"hedgerow.rigs/webhook/internal/hedgehog"
)

// switchPorts are the ports of a profile under the breakouts of a switch.
type switchPorts struct {
	device  *hedgehog.SwitchSpec
	profile *hedgehog.SwitchProfileSpec
}

// portProfile is the profile of a port, its own or that of its group.
func (p switchPorts) portProfile(port hedgehog.ProfilePort) hedgehog.PortProfile {
	name := port.Profile
	if port.Group != "" {
		name = p.profile.PortGroups[port.Group].Profile
	}
	return p.profile.PortProfiles[name]
}

// parts is how many sub-ports a port has now; 1 where it cannot be broken out or its mode is not known.
func (p switchPorts) parts(name string) int {
	breakout := p.portProfile(p.profile.Ports[name]).Breakout
	if breakout == nil {
		return 1
	}
	mode := p.device.PortBreakouts[name]
	if mode == "" {
		mode = breakout.Default
	}
	return max(1, len(breakout.Supported[mode].Offsets))
}

// find splits the name of a port or sub-port: the port of the profile, and the number of the sub-port, 0 for none.
func (p switchPorts) find(name string) (port string, part int, found bool) {
	if _, found := p.profile.Ports[name]; found {
		return name, 0, true
	}
	cut := strings.LastIndex(name, "/")
	if cut < 0 {
		return "", 0, false
	}
	part, err := strconv.Atoi(name[cut+1:])
	_, found = p.profile.Ports[name[:cut]]
	return name[:cut], part, err == nil && found && strconv.Itoa(part) == name[cut+1:]
}

func (p switchPorts) isManagement(name string) bool { return p.profile.Ports[name].Management }

// exists says whether a data port is there. `E1/1` and `E1/1/1` are the same port, if it can be broken out.
func (p switchPorts) exists(name string) bool {
	port, part, found := p.find(name)
	if !found || p.isManagement(port) {
		return false
	}
	return part == 0 || part >= 1 && part <= p.parts(port) && p.portProfile(p.profile.Ports[port]).Breakout != nil
}

// existsExactly is as exists, but a port that can be broken out needs the name of a sub-port, and no other may have one.
func (p switchPorts) existsExactly(name string) bool {
	port, part, found := p.find(name)
	if !found || p.isManagement(port) {
		return false
	}
	if p.portProfile(p.profile.Ports[port]).Breakout == nil {
		return part == 0
	}
	return part >= 1 && part <= p.parts(port)
}

// existsForFEC wants a sub-port's name only where the port is broken out into several.
func (p switchPorts) existsForFEC(name string) bool {
	port, part, found := p.find(name)
	return found && p.exists(name) && (part > 0 || p.parts(port) == 1)
}

// checkPortSettings: the clauses sw-speed, sw-breakout, sw-autoneg, sw-fec and sw-max-ports.
func (c *check) checkPortSettings(p switchPorts) {
	for group, speed := range byKey(p.device.PortGroupSpeeds) {
		of, found := p.profile.PortGroups[group]
		if !found {
			c.refuse("sw-speed", "the profile has no port group %s", group)
		} else if !supports(p.profile.PortProfiles[of.Profile].Speed, speed) {
			c.refuse("sw-speed", "port group %s does not support speed %s", group, speed)
		}
	}
	for name, speed := range byKey(p.device.PortSpeeds) {
		port, found := p.profile.Ports[name]
		if own := p.portProfile(port); !found || port.Management || port.Group != "" || own.Breakout != nil {
			c.refuse("sw-speed", "port %s has no speed of its own", name)
		} else if !supports(own.Speed, speed) {
			c.refuse("sw-speed", "port %s does not support speed %s", name, speed)
		}
	}
	for name, mode := range byKey(p.device.PortBreakouts) {
		breakout := p.portProfile(p.profile.Ports[name]).Breakout
		if breakout == nil {
			c.refuse("sw-breakout", "port %s cannot be broken out", name)
		} else if _, supported := breakout.Supported[mode]; !supported {
			c.refuse("sw-breakout", "port %s does not support breakout %s", name, mode)
		}
	}
	for name := range byKey(p.device.PortAutoNegs) {
		port, _, _ := p.find(name)
		if !p.existsExactly(name) || !p.portProfile(p.profile.Ports[port]).AutoNegAllowed {
			c.refuse("sw-autoneg", "port %s does not allow auto-negotiation", name)
		}
	}
	for name, mode := range byKey(p.device.PortFECs) {
		if !slices.Contains([]string{"rs", "fc", "auto", "disabled"}, mode) {
			c.refuse("sw-fec", "port %s: %q is not a mode of error correction", name, mode)
		}
		if !p.existsForFEC(name) {
			c.refuse("sw-fec", "port %s is not a data port under the breakouts", name)
		}
	}
	c.checkMaxPorts(p)
}

func supports(speeds *hedgehog.PortSpeed, speed string) bool {
	return speeds != nil && slices.Contains(speeds.Supported, speed)
}

func (c *check) checkMaxPorts(p switchPorts) {
	total, perPipeline := 0, map[string]int{}
	for name, port := range p.profile.Ports {
		if !port.Management {
			total += p.parts(name)
			perPipeline[port.Pipeline] += p.parts(name)
		}
	}
	if most := p.profile.MaxPorts; most > 0 && total > most {
		c.refuse("sw-max-ports", "%d ports are more than %d", total, most)
	}
	for name, pipeline := range byKey(p.profile.Pipelines) {
		if pipeline.MaxPorts > 0 && perPipeline[name] > pipeline.MaxPorts {
			c.refuse("sw-max-ports", "%d ports of pipeline %s are more than %d", perPipeline[name], name, pipeline.MaxPorts)
		}
	}
}
