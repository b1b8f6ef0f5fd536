using FusionLab.Cli;
using FusionLab.Training;

namespace FusionLab.Tests.Cli;

public class PlainProgressTests
{
    [Fact]
    public void There_is_one_line_an_epoch_in_a_stable_form()
    {
        using var output = new StringWriter { NewLine = "\n" };
        IRunEvents progress = new PlainProgress(output, ["a", "b"]);

        progress.Started(new TrainingStart(Epochs: 200, BatchesPerEpoch: 60, CompletedEpochs: 0, Steps: 0, Replicas: [1, 2], Seeds: [1, 2], Rows: [], Timing: []));
        progress.Evaluated([Row(1, 0, 2.3026, 0.1, 0.1, 0.09), Row(2, 0, 2.3028, 0.12, 0.1, 0.11)]);
        progress.EpochEnded(new EpochTiming(0, 0, 0.4));
        progress.Evaluated([Row(1, 1, 1.5, 0.7, 0.65, 0.12), Row(2, 1, 1.6, 0.72, 0.63, 0.1)]);
        progress.EpochEnded(new EpochTiming(1, 5.25, 0.5));
        progress.ReplicaLeft(new ReplicaResult(1, 1, [Row(1, 1, 1.5, 0.7, 0.65, 0.12)], Divergence: null, Threshold: 0.5, IsFinished: true));
        progress.Evaluated([Row(2, 2, 1.25, 0.8, 0.75, 0.125)]);
        progress.EpochEnded(new EpochTiming(2, 2.8, 0.5));

        Assert.Equal(
            """
            training seeds 1,2
            epoch 0/200  loss 2.3027  accuracy 11.0 %  A 10.0 %  B 10.0 %  replicas 2
            epoch 1/200  loss 1.5500  accuracy 71.0 %  A 64.0 %  B 11.0 %  replicas 2  5.8 s/epoch  19:04 min left
            seed 1 done after epoch 1
            epoch 2/200  loss 1.2500  accuracy 80.0 %  A 75.0 %  B 12.5 %  replicas 1  3.3 s/epoch  14:55 min left

            """,
            output.ToString());
    }

    [Fact]
    public void Where_replicas_may_stop_early_no_one_knows_the_time_left_and_a_sweep_says_which_are_training()
    {
        using var output = new StringWriter { NewLine = "\n" };
        IRunEvents progress = new PlainProgress(output, ["audio"]);

        progress.Started(new TrainingStart(Epochs: 200, BatchesPerEpoch: 60, CompletedEpochs: 0, Steps: 0, Replicas: [1], Seeds: [1], Rows: [], Timing: [])
        {
            MayStopEarly = true,
            ReplicasBefore = 2,
            ReplicasInAll = 6,
        });
        progress.Evaluated([Row(1, 1, 1.5, 0.7, 0.65)]);
        progress.EpochEnded(new EpochTiming(1, 5.25, 0.5));

        Assert.Equal(
            "training seed 1 (replica 3 of 6)\nepoch 1/200  loss 1.5000  accuracy 70.0 %  audio 65.0 %  replicas 1  5.8 s/epoch\n", output.ToString());
    }

    [Fact]
    public void Thousands_of_seeds_are_a_short_line_and_a_divergence_is_said_once()
    {
        using var output = new StringWriter { NewLine = "\n" };
        IRunEvents progress = new PlainProgress(output, []);
        ulong[] seeds = [.. Enumerable.Range(1, 5000).Select(seed => (ulong)seed)];
        var divergence = new Divergence(Replica: 7, Seed: 7, Epoch: 1, Step: 2, LearningRate: 8);

        progress.Started(new TrainingStart(Epochs: 2, BatchesPerEpoch: 1, CompletedEpochs: 0, Steps: 0, Replicas: [1], Seeds: seeds, Rows: [], Timing: []));
        progress.ReplicaLeft(new ReplicaResult(7, 7, [], divergence, Threshold: 0.5, IsFinished: true));

        Assert.Equal($"training seeds 1..5000\n{divergence.Message}\n", output.ToString());
    }

    [Theory]
    [InlineData(4.4, "4 s")]
    [InlineData(185, "3:05 min")]
    [InlineData(7800, "2:10 h")]
    public void Times_are_written_as_people_do(double seconds, string text) => Assert.Equal(text, TrainingPace.Text(TimeSpan.FromSeconds(seconds)));

    private static Evaluation Row(int replica, double epoch, double loss, double accuracy, params double[] unimodal) =>
        new(replica, (ulong)replica, epoch, (long)(60 * epoch), 0.04, loss, accuracy, unimodal);
}
