// An admission webhook for tests that refuses what a Hedgehog cluster refuses. README.md says why and how to run it.
module hedgerow.rigs/webhook

go 1.26.0
