using System.Runtime.InteropServices;
using FusionLab.Runs;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Tests.Runs;

public class MemoryShortageTests
{
    [Fact]
    public void What_torch_says_when_memory_does_not_suffice_is_recognized() =>
        Assert.True(MemoryShortage.IsCauseOf(Assert.ThrowsAny<Exception>(() => zeros(1L << 55))));

    [Fact]
    public void When_too_many_replicas_do_not_fit_fewer_are_tried_with_a_warning_and_the_numbers_stay_the_same()
    {
        using var folder = new TrainedSweep();
        var config = folder.Config(TrainedSweep.Digits, TrainedSweep.Mlp) with { Seeds = new([1, 2, 3, 4, 5]) };
        var warnings = new List<string>();
        var said = new List<string>();

        var options = new RunOptions
        {
            Out = folder.At("short"),
            ReplicasPerBatchOption = "--replicas-per-batch",
            Warn = warnings.Add,
            Say = said.Add,
        };

        var outcome = TrainRun.Run(config, options, new MemoryFor(replicas: 2));
        TrainRun.Run(config, new RunOptions { Out = folder.At("asked"), ReplicasPerBatch = 2 });

        Assert.Equal(2, said.Count);
        Assert.StartsWith("5 replicas train together (about ", said[1]);
        string warning = warnings.Single(sentence => sentence.StartsWith("Memory", StringComparison.Ordinal));
        Assert.Equal("Memory does not hold 5 replicas together; trying 2. The results are the same; --replicas-per-batch 2 goes there at once.", warning);
        Assert.Contains(warning, outcome.Warnings);
        Assert.Equal([1UL, 2, 3, 4, 5], outcome.Replicas.Select(replica => replica.Seed));
        Assert.Equal(File.ReadAllBytes(folder.At("asked", "metrics.csv")), File.ReadAllBytes(outcome.Folder!.Metrics));
    }

    [Fact]
    public void A_number_of_replicas_that_was_asked_for_is_kept_and_the_sentence_says_what_to_lower()
    {
        using var folder = new TrainedSweep();
        var config = folder.Config(TrainedSweep.Digits, TrainedSweep.Mlp);

        var error = Assert.Throws<ConfigException>(() => TrainRun.Run(
            config, new RunOptions { Out = folder.At("out"), ReplicasPerBatch = 2 }, new MemoryFor(replicas: 1)));

        Assert.Equal("The device's memory does not hold 2 replicas together.", error.Message);
    }

    [Fact]
    public void A_shortage_after_results_have_been_told_ends_the_run_with_a_sentence()
    {
        using var folder = new TrainedSweep();
        var config = folder.Config(TrainedSweep.Digits, TrainedSweep.Mlp);

        var error = Assert.Throws<ConfigException>(() => TrainRun.Run(
            config, new RunOptions { Out = folder.At("out") }, new MemoryFor(replicas: 5, steps: 3)));

        Assert.Equal("The device's memory does not hold 2 replicas together.", error.Message);
        Assert.Equal(3, File.ReadAllLines(folder.At("out", "metrics.csv")).Length);
    }

    /// <summary>A device that holds so many replicas, for so many steps.</summary>
    private sealed class MemoryFor(int replicas, int steps = int.MaxValue) : IRunEvents
    {
        public void Started(TrainingStart start)
        {
            if (start.Seeds.Count > replicas)
            {
                throw new ExternalException("CUDA out of memory. Tried to allocate 2.00 GiB");
            }
        }

        public void StepTaken(TrainingProgress progress)
        {
            if (progress.Step == steps)
            {
                throw new ExternalException("CUDA out of memory. Tried to allocate 2.00 GiB");
            }
        }
    }
}
