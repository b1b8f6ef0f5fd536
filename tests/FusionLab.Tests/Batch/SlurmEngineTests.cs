using FusionLab.Batch;
using TorchSharp;

namespace FusionLab.Tests.Batch;

public sealed class SlurmEngineTests : IDisposable
{
    private readonly Folder _folder = new();

    [Fact]
    public void The_script_is_one_a_person_can_read()
    {
        string[] files = [.. new[] { "early", "late's", "middle" }.Select(Write)];
        var runs = BatchPlanner.Plan(files, [], new WorkerCapacity(torch.CPU, null));
        var batch = BatchFolder.Enter(_folder.At("a batch"), runs);
        var options = new Dictionary<string, string?> { ["partition"] = "gpu", ["signal"] = "B:USR1@300", ["exclusive"] = null };

        string script = new SlurmEngine(batch).WriteScript([runs[0], runs[2]], ["/opt/FusionLab.Cli", "batch", "run"], options, together: 4);

        Assert.Equal(
            $$"""
            #!/bin/bash
            # Each array task carries out one run of this batch; 'sbatch' with this file does so again for what has no result.
            #SBATCH --job-name={{batch.Plan.Job}}
            #SBATCH --array=0,2%4
            #SBATCH --requeue
            #SBATCH --signal=B:USR1@300
            #SBATCH --open-mode=append
            #SBATCH --output="{{batch.Path}}/slurm-%a.out"
            #SBATCH --partition=gpu
            #SBATCH --exclusive

            runs=(
              'early'
              'late'\''s'
              'middle'
            )
            cd '{{Directory.GetCurrentDirectory()}}' || exit
            exec '/opt/FusionLab.Cli' 'batch' 'run' '{{batch.Path}}'/"${runs[$SLURM_ARRAY_TASK_ID]}"

            """.ReplaceLineEndings("\n"),
            script.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Runs_that_are_added_later_keep_the_numbers_of_the_others()
    {
        var first = BatchPlanner.Plan([Write("b")], [], new WorkerCapacity(torch.CPU, null));
        var second = BatchPlanner.Plan([Write("a"), Write("b")], [], new WorkerCapacity(torch.CPU, null));
        BatchFolder.Enter(_folder.At("batch"), first);

        var batch = BatchFolder.Enter(_folder.At("batch"), second);

        Assert.Equal(["b", "a"], batch.Plan.Runs.Select(run => run.Name));
        Assert.Equal(["b", "a"], BatchFolder.Open(batch.Path).Plan.Runs.Select(run => run.Name));
    }

    [Fact]
    public void The_queue_says_which_tasks_run_and_which_wait()
    {
        var states = SlurmEngine.ParseQueue("0|RUNNING|None\n  7|PENDING|BeginTime\n3|COMPLETING|None\nN/A|RUNNING|None\n");

        Assert.Equal((RunState.Running, "running"), states[0]);
        Assert.Equal((RunState.Queued, "pending, BeginTime"), states[7]);
        Assert.Equal((RunState.Running, "completing"), states[3]);
        Assert.Equal(3, states.Count);
    }

    [Fact]
    public void Accounts_say_how_tasks_ended_the_last_time()
    {
        var states = SlurmEngine.ParseAccounts("17_0|TIMEOUT\n17_1|CANCELLED by 1000\n18_0|OUT_OF_MEMORY\n17_[2-3]|PENDING\n");

        Assert.Equal("out_of_memory", states[0]);
        Assert.Equal("cancelled", states[1]);
        Assert.Equal(2, states.Count);
    }

    public void Dispose() => _folder.Dispose();

    private string Write(string name)
    {
        string file = _folder.At($"{name}.json");
        File.WriteAllText(file, """
            { "data": { "kind": "gaussian", "samples": "100" }, "network": { "kind": "mlp", "depth": 2, "fusionDepth": 2, "width": 4 },
              "train": { "loss": "mse", "epochs": 2, "batchSize": 50, "learningRate": 0.01 } }
            """);
        return file;
    }
}
