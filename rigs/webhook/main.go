// Command webhook refuses what a Hedgehog cluster refuses: as an admission webhook of an API server, or for edits on
// standard input; and it makes such edits up. README.md has the details.
package main

import (
	"flag"
	"fmt"
	"os"

	"hedgerow.rigs/webhook/internal/clauses"
	"hedgerow.rigs/webhook/internal/generate"
	"hedgerow.rigs/webhook/internal/judge"
	"hedgerow.rigs/webhook/internal/serve"
)

const usage = `usage:
  webhook serve    [--config JSON] [--kubeconfig FILE] …   admission over HTTPS
  webhook judge    [--config JSON]                         edits as JSON lines in, verdicts as JSON lines out
  webhook generate [--seed N] [--count N] [--counts]       edits as JSON lines out`

func main() {
	if len(os.Args) < 2 {
		fail(2, usage)
	}
	var err error
	switch command, arguments := os.Args[1], os.Args[2:]; command {
	case "serve":
		err = runServe(arguments)
	case "judge":
		err = runJudge(arguments)
	case "generate":
		err = runGenerate(arguments)
	default:
		fail(2, usage)
	}
	if err != nil {
		fail(1, "error: "+err.Error())
	}
}

func fail(code int, message string) {
	fmt.Fprintln(os.Stderr, message)
	os.Exit(code)
}

const configHelp = "the fabric's configuration as JSON, laid over the installer's defaults"

func runJudge(arguments []string) error {
	flags := flag.NewFlagSet("judge", flag.ExitOnError)
	text := flags.String("config", "", configHelp)
	_ = flags.Parse(arguments) // it exits on errors
	config, err := clauses.ParseConfig(*text)
	if err != nil {
		return err
	}
	return judge.New(config).Run(os.Stdin, os.Stdout)
}

func runGenerate(arguments []string) error {
	flags := flag.NewFlagSet("generate", flag.ExitOnError)
	options := generate.Options{}
	flags.Uint64Var(&options.Seed, "seed", 1, "the same seed gives the same edits")
	flags.IntVar(&options.Count, "count", 2000, "least number of edits with aims")
	flags.IntVar(&options.Each, "each", 20, "how often each clause is violated, and how often nearly, at least")
	flags.IntVar(&options.Mutations, "mutations", 500, "how many edits of one value somewhere are made in each fabric")
	counts := flags.Bool("counts", false, "print the counts of each clause to standard error")
	_ = flags.Parse(arguments) // it exits on errors
	tally, err := generate.Write(options, os.Stdout)
	if err == nil && *counts {
		tally.Print(os.Stderr)
	}
	return err
}

func runServe(arguments []string) error {
	flags := flag.NewFlagSet("serve", flag.ExitOnError)
	options := serve.Options{}
	text := flags.String("config", "", configHelp)
	flags.StringVar(&options.Listen, "listen", "127.0.0.1:0", "address to listen on")
	flags.StringVar(&options.Kubeconfig, "kubeconfig", "",
		"kubeconfig in JSON of the API server whose objects count; without it, what was admitted counts")
	flags.DurationVar(&options.Cache, "cache", 0, "how long a list of objects is used again; 0 for one request")
	flags.StringVar(&options.ReadyFile, "ready-file", "", "file for url and webhook configurations, as JSON")
	flags.StringVar(&options.ConfigurationFile, "configuration-file", "", "file for the webhook configurations, for kubectl apply")
	flags.BoolVar(&options.UntilStdinCloses, "until-stdin-closes", false, "stop when standard input ends")
	_ = flags.Parse(arguments) // it exits on errors
	var err error
	if options.Config, err = clauses.ParseConfig(*text); err != nil {
		return err
	}
	return serve.Run(options)
}
