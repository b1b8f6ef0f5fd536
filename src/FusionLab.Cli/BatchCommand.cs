using System.CommandLine;
using FusionLab.Batch;
using static TorchSharp.torch;

namespace FusionLab.Cli;

/// <summary><c>batch CONFIG...</c>: many configs on the devices of this machine, or on a cluster.</summary>
internal static class BatchCommand
{
    private const string Name = "batch", RunName = "run", Local = "local", Slurm = "slurm";

    public static ProgramCommand Create(Terminal terminal)
    {
        var command = new ProgramCommand(
            Name,
            "Run many configs: on the GPUs or the CPU of this machine, or on a cluster through Slurm.",
            "dotnet run -- batch configs/mnist_*.json --seeds 1..5 --out runs/fusion",
            "dotnet run -- batch configs/*.json --devices cuda:0,cuda:1 --jobs 2 --dry-run",
            "dotnet run -- batch configs/*.json --engine slurm --partition gpu --gres gpu:1 --time 4:00:00 --out runs/fusion",
            "dotnet run -- batch status runs/fusion");
        var words = new Argument<string[]>("CONFIG")
        {
            Description = "JSON configs or patterns of them, and path=value to change a value of all.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        command.Add(words);
        var seeds = command.AddOption("--seeds", "SEEDS", "The replicas' seeds in all configs: 1..5 or 1,3,7.");
        var devices = command.AddOption(
            "--devices", "DEVICES", "auto (every free GPU, else the CPU), cpu, or cuda:0,cuda:1; a config's own device does not count.");
        var jobs = command.AddOption("--jobs", "N", "Runs at a time on each device, 1 by default; with Slurm, runs at a time in all.");
        var threads = command.AddOption("--threads", "N", "CPU threads of each run; by default the runs of this machine share its cores.");
        var folder = command.AddOption(
            "--out", "DIR", "The batch's folder; by default one of its own in runs/batch. What is finished there is not run again.");
        var dryRun = command.AddFlag("--dry-run", "Check everything and print the plan with its memory and time, and stop.");
        var engine = new Option<string>("--engine")
        {
            Description = "Who carries out the runs: local (this machine) or slurm.",
            HelpName = $"{Local}|{Slurm}",
            DefaultValueFactory = _ => Local,
        };
        engine.AcceptOnlyFromAmong(Local, Slurm);
        command.Add(engine);
        Option<string?>[] sbatch =
        [
            command.AddOption("--partition", "NAME", "Slurm's partition."),
            command.AddOption("--gres", "GRES", "What each run needs of a node, such as gpu:1."),
            command.AddOption("--time", "LIMIT", "The time limit of each run; 120 s before it, a run saves a checkpoint and is requeued."),
        ];
        var others = new Option<string[]>("--sbatch") { Description = "Another option of sbatch, such as mem=8G; may stand several times.", HelpName = "key=value" };
        command.Add(others);
        var quiet = command.AddQuiet();
        command.SetAction((parsed, cancel) => Task.FromResult(Run(parsed, cancel)));
        AddFolderCommand("status", "Show how far the runs of a batch have come.", PrintStatus);
        AddFolderCommand("collect", "Put the results of a batch together, as far as they are there.", batch => Conclude(batch, batch.Plan.Runs, terminal));
        AddFolderCommand("cancel", "Take a batch out of Slurm's queue; runs under way save a checkpoint.", Cancel);
        command.Add(CreateRun(terminal));
        return command;

        int Run(ParseResult parsed, CancellationToken cancel)
        {
            var (files, assignments) = Sort(parsed.GetValue(words) ?? [], command);
            bool isSlurm = parsed.GetValue(engine) == Slurm;
            int? together = ParseJobs(parsed.GetValue(jobs));
            string on = parsed.GetValue(devices) ?? WorkerSlots.Auto;
            var slots = isSlurm ? null : WorkerSlots.Find(on, together ?? 1);
            assignments = [.. assignments, $"device={on.Split(':')[0]}"];
            foreach (var (option, key) in new[] { (seeds, "seeds"), (threads, "threads") })
            {
                assignments = parsed.GetValue(option) is { } value ? [.. assignments, $"{key}={value}"] : assignments;
            }

            var plan = BatchPlanner.Plan(files, assignments, slots?.Capacity ?? new WorkerCapacity(CPU, BytesPerWorker: null));
            string path = parsed.GetValue(folder) ?? BatchFolder.DefaultPath(plan);
            if (parsed.GetValue(dryRun))
            {
                BatchTables.PrintPlan(plan, path, slots, terminal);
                return 0;
            }

            var batch = BatchFolder.Enter(path, plan);
            var cluster = new SlurmEngine(batch);
            var queued = cluster.ReadQueue().Keys.Select(number => batch.Plan.Runs[number].Name).ToHashSet();
            PlannedRun[] open = [.. plan.Where(run => !batch.IsFinished(run))];
            PlannedRun[] left = [.. open.Where(run => !queued.Contains(run.Name))];
            var display = new BatchDisplay(terminal, parsed.GetValue(quiet), left.Length);
            string inQueue = open.Length > left.Length ? $"{open.Length - left.Length} in Slurm's queue, " : "";
            display.Say($"{Wording.Count(plan.Count, "run")} in {batch.Path}: {plan.Count - open.Length} finished earlier, {inQueue}{left.Length} to do");
            if (isSlurm)
            {
                if (left.Length > 0)
                {
                    var options = sbatch.Where(option => parsed.GetValue(option) is not null)
                        .ToDictionary(option => option.Name.TrimStart('-'), parsed.GetValue);
                    foreach (string option in parsed.GetValue(others) ?? [])
                    {
                        string[] parts = option.TrimStart('-').Split('=', 2);
                        options[parts[0]] = parts.ElementAtOrDefault(1);
                    }

                    terminal.Out.WriteLine($"job     {cluster.Submit(left, [.. ProgramWords(), Name, RunName], options, together)}");
                }

                terminal.Out.WriteLine($"script  {batch.Script}");
                terminal.Out.WriteLine($"folder  {batch.Path}");
                terminal.Out.WriteLine($"'{Name} status {path}' shows the runs, '{Name} collect {path}' their results.");
                return 0;
            }

            using var interruption = new Interruption(terminal, cancel);
            string[] worker = [.. ProgramWords(), Name, RunName, "--sharing", $"{slots!.PerDevice}"];
            var local = new LocalEngine(batch, slots.Slots, worker);
            var outcomes = display.Watch(() => local.Run(left, display, interruption.CheckpointRequest, interruption.Token));
            int code = Conclude(batch, plan, terminal);
            if (outcomes.Values.Any(outcome => outcome.ExitCode == LocalEngine.Interrupted))
            {
                terminal.WriteError($"Interrupted; checkpoints are saved. The same command with --out {path} goes on.");
                return Failure.Interrupted;
            }

            return code;
        }

        void AddFolderCommand(string name, string purpose, Func<BatchFolder, int> act)
        {
            var sub = new ProgramCommand(name, purpose, $"dotnet run -- {Name} {name} runs/fusion");
            var path = sub.AddArgument("DIR", "The batch's folder.");
            sub.SetAction(parsed => act(BatchFolder.Open(parsed.GetRequiredValue(path))));
            command.Add(sub);
        }

        int PrintStatus(BatchFolder batch)
        {
            BatchTables.PrintStatus(batch, terminal);
            return 0;
        }

        int Cancel(BatchFolder batch)
        {
            int tasks = new SlurmEngine(batch).Cancel();
            terminal.Out.WriteLine($"{Wording.Count(tasks, "task")} cancelled; the command that submitted the batch submits them again.");
            return 0;
        }
    }

    /// <summary>The command of workers and array tasks, which people do not type.</summary>
    private static ProgramCommand CreateRun(Terminal terminal)
    {
        var command = new ProgramCommand(RunName, "Carry out one run of a batch; without a folder, those that standard input names.") { Hidden = true };
        var folder = new Argument<string?>("DIR") { Arity = ArgumentArity.ZeroOrOne };
        var sharing = new Option<int>("--sharing") { DefaultValueFactory = _ => 1 };
        command.Add(folder);
        command.Add(sharing);
        command.SetAction((parsed, cancel) => Task.FromResult(parsed.GetValue(folder) is { } run
            ? BatchTask.RunInSlurm(run, terminal)
            : BatchTask.Serve(terminal, parsed.GetValue(sharing), cancel)));
        return command;
    }

    /// <summary>Writes results.csv and the comparison, and prints the results, what failed and where everything is.</summary>
    /// <returns>The exit code: that of the first failure, or interrupted where runs have no result yet.</returns>
    private static int Conclude(BatchFolder batch, IReadOnlyList<PlannedRun> runs, Terminal terminal)
    {
        var results = BatchResults.Collect(batch);
        BatchTables.PrintResults(results, terminal);
        RunStatus[] missing = [.. runs.Select(batch.Inspect).Where(status => status.State != RunState.Completed)];
        BatchTables.PrintMissing(batch, missing, terminal);
        terminal.Out.WriteLine($"results     {batch.Results}");
        if (File.Exists(batch.Comparison))
        {
            terminal.Out.WriteLine($"comparison  {batch.Comparison}");
        }

        Results.PrintWarnings(results.SelectMany(result => result.Result.Warnings).Distinct(), terminal.WriteSentence);
        return missing.Select(status => status.Failure).FirstOrDefault(failure => failure is not null)?.ExitCode
            ?? (missing.Length > 0 ? Failure.Interrupted : 0);
    }

    /// <summary>Sorts the words into config files and assignments; patterns that no shell has expanded are expanded.</summary>
    private static (IReadOnlyList<string> Files, IReadOnlyList<string> Assignments) Sort(string[] words, ProgramCommand command)
    {
        if (words.FirstOrDefault(word => word.StartsWith('-')) is { } unknown)
        {
            throw CommandLineErrors.UnknownWord(unknown, command);
        }

        var assignments = words.Where(word => word.Contains('=') && !File.Exists(word)).ToArray();
        var files = new List<string>();
        var problems = new List<FusionLabException>();
        foreach (string word in words.Except(assignments))
        {
            try
            {
                files.AddRange(word.AsSpan().ContainsAny('*', '?') ? Expand(word) : [ConfigArgument.FindFile(word, command)]);
            }
            catch (ConfigException problem)
            {
                problems.Add(problem);
            }
        }

        BatchPlanner.ThrowIfAny(problems, "Nothing was started");
        return ([.. files.Where(file => Path.GetFileName(file) != "schema.json").DistinctBy(Path.GetFullPath)], assignments);

        static IEnumerable<string> Expand(string pattern)
        {
            string folder = Path.GetDirectoryName(pattern) is { Length: > 0 } above ? above : ".";
            string[] found = Directory.Exists(folder) ? Directory.GetFiles(folder, Path.GetFileName(pattern)) : [];
            return found.Length > 0 ? found.Order(StringComparer.Ordinal) : throw new ConfigException($"No file matches {pattern}.");
        }
    }

    private static int? ParseJobs(string? text) => text is null ? null
        : int.TryParse(text, out int number) && number is >= 1 and <= 1000 ? number
        : throw new ConfigException($"--jobs is \"{text}\"; it must be a whole number from 1 to 1000.");

    /// <summary>The command line that starts this program anew.</summary>
    private static string[] ProgramWords()
    {
        string name = typeof(BatchCommand).Assembly.GetName().Name!;
        string host = Environment.ProcessPath ?? "dotnet";
        return Path.GetFileNameWithoutExtension(host) == name
            ? [host]
            : [Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", Path.Combine(AppContext.BaseDirectory, $"{name}.dll")];
    }
}
