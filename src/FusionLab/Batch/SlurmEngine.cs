using System.ComponentModel;
using System.Globalization;
using CliWrap;
using CliWrap.Buffered;

namespace FusionLab.Batch;

/// <summary>
/// Hands a batch to Slurm as one array of jobs, and asks Slurm about it. An array task has the number of its run in the plan.
/// </summary>
/// <param name="folder">The batch; on a file system that all nodes share.</param>
public sealed class SlurmEngine(BatchFolder folder)
{
    /// <summary>The states in which a job holds its node; in all others it waits for one.</summary>
    private static readonly string[] s_running = ["RUNNING", "COMPLETING", "STAGE_OUT", "SIGNALING", "SUSPENDED", "STOPPED"];

    private string Job => folder.Plan.Job;

    /// <summary>Writes the script and submits it.</summary>
    /// <param name="runs">The runs to submit.</param>
    /// <param name="command">The command line that carries out the run whose folder follows.</param>
    /// <param name="options">Options of sbatch by their long names, which add to this program's own or replace them; null: no value.</param>
    /// <param name="together">Tasks at a time; null: as many as the cluster gives.</param>
    /// <returns>The job's number.</returns>
    /// <exception cref="MachineException">There is no Slurm here, or it refuses the job.</exception>
    public string Submit(
        IReadOnlyList<PlannedRun> runs, IReadOnlyList<string> command, IReadOnlyDictionary<string, string?> options, int? together)
    {
        AtomicFile.WriteText(folder.Script, WriteScript(runs, command, options, together));
        foreach (var run in runs)
        {
            BatchFolder.WriteFailure(folder.FolderOf(run), null);
        }

        var answer = Call("sbatch", "--parsable", folder.Script);
        return answer.IsSuccess ? answer.StandardOutput.Trim().Split(';')[0] : throw new MachineException(
            $"Slurm does not take the batch: {Shorten(answer.StandardError)}. 'sinfo' shows what this cluster offers; "
            + $"the script is {folder.Script}.");
    }

    /// <summary>Writes the script of a job array.</summary>
    internal string WriteScript(
        IReadOnlyList<PlannedRun> runs, IReadOnlyList<string> command, IReadOnlyDictionary<string, string?> options, int? together)
    {
        var numbers = runs.Select(run => folder.Plan.Runs.Index().First(planned => planned.Item.Name == run.Name).Index);
        var all = new OrderedDictionary<string, string?>
        {
            ["job-name"] = Job,
            ["array"] = WriteRanges(numbers) + (together is { } most ? $"%{most}" : ""),
            ["requeue"] = null,
            ["signal"] = "B:USR1@120", // ahead of the time limit; without B: it would not reach the program that replaces this script
            ["open-mode"] = "append",
            ["output"] = Path.Combine(folder.Path, "slurm-%a.out").Replace("%", "%%").Replace("%%a.out", "%a.out"),
        };
        foreach (var (name, value) in options)
        {
            all[name] = value;
        }

        string lines = string.Concat(all.Select(option =>
            $"#SBATCH --{option.Key}{(option.Value is { } value ? $"={(value.Contains(' ') ? $"\"{value}\"" : value)}" : "")}\n"));
        string names = string.Concat(folder.Plan.Runs.Select(run => $"  {Quote(run.Name)}\n"));
        return $$"""
            #!/bin/bash
            # Each array task carries out one run of this batch; 'sbatch' with this file does so again for what has no result.
            {{lines}}
            runs=(
            {{names}})
            cd {{Quote(Directory.GetCurrentDirectory())}} || exit
            exec {{string.Join(' ', command.Select(Quote))}} {{Quote(folder.Path)}}/"${runs[$SLURM_ARRAY_TASK_ID]}"

            """;
    }

    /// <summary>Asks for the states of the batch's tasks in the queue.</summary>
    /// <returns>By the number of the run; none where the batch was not submitted, or this machine has no Slurm.</returns>
    public IReadOnlyDictionary<int, (RunState State, string Text)> ReadQueue()
    {
        if (!File.Exists(folder.Script))
        {
            return new Dictionary<int, (RunState, string)>();
        }

        try
        {
            return ParseQueue(Call("squeue", "--noheader", "--array", $"--name={Job}", "--format=%K|%T|%r").StandardOutput);
        }
        catch (MachineException)
        {
            return new Dictionary<int, (RunState, string)>();
        }
    }

    /// <summary>Reads lines of squeue: <c>3|PENDING|Resources</c>.</summary>
    internal static IReadOnlyDictionary<int, (RunState State, string Text)> ParseQueue(string lines)
    {
        var states = new Dictionary<int, (RunState, string)>();
        foreach (string[] cells in lines.Split('\n').Select(line => line.Trim().Split('|')))
        {
            if (cells.Length == 3 && int.TryParse(cells[0], CultureInfo.InvariantCulture, out int number))
            {
                string reason = cells[2] is "" or "None" ? "" : $", {cells[2]}";
                states[number] = (s_running.Contains(cells[1]) ? RunState.Running : RunState.Queued, cells[1].ToLowerInvariant() + reason);
            }
        }

        return states;
    }

    /// <summary>Asks how the batch's tasks ended, where the cluster keeps accounts.</summary>
    /// <returns>By the number of the run; none where there are no accounts.</returns>
    public IReadOnlyDictionary<int, string> ReadAccounts()
    {
        try
        {
            string since = File.GetLastWriteTime(folder.Script).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
            string[] query = ["--noheader", "--allocations", "--parsable2", $"--name={Job}", $"--starttime={since}", "--format=JobID,State"];
            return ParseAccounts(Call("sacct", query).StandardOutput);
        }
        catch (MachineException)
        {
            return new Dictionary<int, string>();
        }
    }

    /// <summary>Reads lines of sacct: <c>17_3|TIMEOUT</c>; the last one of a task counts.</summary>
    internal static IReadOnlyDictionary<int, string> ParseAccounts(string lines)
    {
        var states = new Dictionary<int, string>();
        foreach (string[] cells in lines.Split('\n').Select(line => line.Trim().Split('|')))
        {
            if (cells.Length == 2 && int.TryParse(cells[0][(cells[0].IndexOf('_') + 1)..], CultureInfo.InvariantCulture, out int number))
            {
                states[number] = cells[1].Split(' ')[0].ToLowerInvariant();
            }
        }

        return states;
    }

    /// <summary>Cancels all tasks that are in the queue; those that run save a checkpoint.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="ConfigException">The batch was not submitted to Slurm.</exception>
    /// <exception cref="MachineException">There is no Slurm here, or it refuses.</exception>
    public int Cancel()
    {
        if (!File.Exists(folder.Script))
        {
            throw new ConfigException($"The batch in {folder.Path} was not handed to Slurm; press Ctrl+C where it runs.");
        }

        int tasks = ReadQueue().Count;
        var answer = Call("scancel", $"--name={Job}");
        return answer.IsSuccess ? tasks : throw new MachineException($"Slurm does not cancel the batch: {Shorten(answer.StandardError)}.");
    }

    /// <summary>Puts the array task that this process is back into the queue; Slurm ends the process.</summary>
    /// <exception cref="MachineException">It is none, or Slurm refuses.</exception>
    public static void RequeueSelf()
    {
        string task = $"{Environment.GetEnvironmentVariable("SLURM_ARRAY_JOB_ID")}_{Environment.GetEnvironmentVariable("SLURM_ARRAY_TASK_ID")}";
        if (Call("scontrol", "requeue", task) is { IsSuccess: false } answer)
        {
            throw new MachineException($"Slurm does not requeue {task}: {Shorten(answer.StandardError)}.");
        }
    }

    private static BufferedCommandResult Call(string program, params IEnumerable<string> arguments)
    {
        try
        {
            return CliWrap.Cli.Wrap(program).WithArguments(arguments).WithValidation(CommandResultValidation.None)
                .ExecuteBufferedAsync().GetAwaiter().GetResult();
        }
        catch (Win32Exception reason)
        {
            throw new MachineException(
                $"There is no {program} on the path, so this machine reaches no Slurm; work on a login node of the cluster.", reason);
        }
    }

    /// <summary>What a tool of Slurm says, in one line without its own name.</summary>
    private static string Shorten(string error) => string.Join("; ", error.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line[(line.IndexOf("error: ", StringComparison.Ordinal) is >= 0 and var at ? at + "error: ".Length : 0)..].Trim().TrimEnd('.')));

    /// <summary>Numbers as Slurm takes them: <c>0-3,7</c>.</summary>
    private static string WriteRanges(IEnumerable<int> numbers)
    {
        var ranges = new List<(int First, int Last)>();
        foreach (int number in numbers.Order())
        {
            if (ranges.Count > 0 && ranges[^1].Last == number - 1)
            {
                ranges[^1] = (ranges[^1].First, number);
            }
            else
            {
                ranges.Add((number, number));
            }
        }

        return string.Join(',', ranges.Select(range => range.First == range.Last ? $"{range.First}" : $"{range.First}-{range.Last}"));
    }

    private static string Quote(string word) => $"'{word.Replace("'", @"'\''")}'";
}
