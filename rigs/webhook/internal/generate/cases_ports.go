package generate

func portCases() []clauseCases {
	breakouts := func(of o) edit { return freeSwitchWith(of, "portBreakouts") }
	// broken is a new leaf with E1/31 broken out into four, and a value at a path.
	broken := func(value any, path ...string) edit {
		return create(func(f *fabric) o {
			return with(with(f.freeSwitch(), o{"E1/31": "4x25G"}, "portBreakouts"), value, path...)
		})
	}
	return []clauseCases{
		{
			clause: "sw-speed",
			violations: []edit{
				freeSwitchWith(o{"3": "10G"}, "portGroupSpeeds"), freeSwitchWith(o{"1": "40G"}, "portGroupSpeeds"), freeSwitchWith(o{"E1/1": "10G"}, "portSpeeds"),
				freeSwitchWith(o{"E1/31": "10G"}, "portSpeeds"), freeSwitchWith(o{"E1/9": "100G"}, "portSpeeds"), freeSwitchWith(o{"E1/99": "10G"}, "portSpeeds"),
				freeSwitchWith(o{"E1/9": "SPEED_100G"}, "portSpeeds"), freeSwitchWith(o{"M1": "10G"}, "portSpeeds"),
			},
			nears: []edit{
				freeSwitchWith(o{"1": "10G", "2": "25G"}, "portGroupSpeeds"), freeSwitchWith(o{"E1/9": "10G", "E1/24": "25G"}, "portSpeeds"),
				freeSwitchWith(o{"E1/9": "SPEED_10G"}, "portSpeeds"), freeSwitchWith(o{"1": "SPEED_25G"}, "portGroupSpeeds"),
			},
		},
		{
			clause: "sw-breakout",
			violations: []edit{
				breakouts(o{"E1/9": "4x25G"}), breakouts(o{"E1/1": "1x100G"}), breakouts(o{"E1/31": "8x10G"}), breakouts(o{"E1/99": "4x25G"}), breakouts(o{"E1/31": "4x10G"}),
				breakouts(o{"E1/31/1": "4x25G"}),
			},
			nears: []edit{breakouts(o{"E1/31": "1x100G"}), breakouts(o{"E1/31": "4x25G", "E1/32": "2x50G"}), breakouts(o{"E1/25": "2x50G"})},
		},
		{
			clause: "sw-autoneg",
			violations: []edit{
				freeSwitchWith(o{"E1/1": true}, "portAutoNegs"), freeSwitchWith(o{"E1/99": true}, "portAutoNegs"), freeSwitchWith(o{"E1/31": true}, "portAutoNegs"),
				freeSwitchWith(o{"E1/31/2": false}, "portAutoNegs"), freeSwitchWith(o{"M1": true}, "portAutoNegs"), broken(o{"E1/31/5": true}, "portAutoNegs"),
			},
			nears: []edit{
				freeSwitchWith(o{"E1/9": true}, "portAutoNegs"), freeSwitchWith(o{"E1/31/1": false}, "portAutoNegs"), broken(o{"E1/31/4": true}, "portAutoNegs"),
			},
		},
		{
			clause: "sw-fec",
			violations: []edit{
				freeSwitchWith(o{"E1/9": "none"}, "portFECs"), freeSwitchWith(o{"E1/9": "RS"}, "portFECs"), freeSwitchWith(o{"M1": "rs"}, "portFECs"),
				freeSwitchWith(o{"E1/99": "rs"}, "portFECs"), broken(o{"E1/31": "rs"}, "portFECs"), broken(o{"E1/31/5": "fc"}, "portFECs"),
				freeSwitchWith(o{"E1/31/2": "rs"}, "portFECs"),
			},
			nears: []edit{
				freeSwitchWith(o{"E1/9": "rs", "E1/1": "fc"}, "portFECs"), broken(o{"E1/31/1": "auto", "E1/31/4": "disabled"}, "portFECs"),
				freeSwitchWith(o{"E1/31/1": "rs"}, "portFECs"),
			},
		},
		{
			clause: "sw-max-ports",
			violations: []edit{
				breakouts(o{"E1/25": "4x25G", "E1/26": "4x25G", "E1/27": "4x25G", "E1/28": "2x50G"}),
				breakouts(o{"E1/29": "4x25G", "E1/30": "4x25G", "E1/31": "4x25G", "E1/32": "4x25G", "E1/25": "4x25G"}),
			},
			nears: []edit{
				breakouts(o{"E1/25": "4x25G", "E1/26": "4x25G", "E1/27": "4x25G"}),
				breakouts(o{"E1/29": "4x25G", "E1/30": "4x25G", "E1/31": "4x25G", "E1/32": "4x25G", "E1/25": "2x50G"}),
			},
		},
	}
}
