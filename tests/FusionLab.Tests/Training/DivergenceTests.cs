using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training;

public class DivergenceTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.9)]
    public void A_loss_that_is_not_finite_stops_training_before_the_step(double momentum)
    {
        var config = SmallTask.Config with { LearningRate = 1e25, Momentum = momentum };
        float[][] after = new float[4][];
        using var run = new TrainingRun(config, [1]);
        var observer = new RecordedTraining(progress => after[progress.Step] = run.Weights());

        var result = run.Trainer.Run([observer]);

        Assert.Equal("Replica 1 (seed 1) diverged in epoch 1, step 2: its loss is not finite; lower train.learningRate (now 1E+25), or check the data for extreme values.", result.Replicas[0].Divergence!.Message);
        Assert.Equal(after[1], after[2]);
        Assert.Null(after[3]);
        Assert.Equal(TrainingStatus.Diverged, result.Status);
        Assert.Same(result, observer.Result);
    }

    [Fact]
    public void Data_that_are_no_numbers_stop_training_before_the_first_step()
    {
        var data = SmallTask.Data();
        using (no_grad())
        {
            using var batch = data.DrawBatch([1], 0, 0, 250);
            batch.Inputs[0].fill_(float.NaN);
        }

        using var run = new TrainingRun(SmallTask.Config, [1], data: data);
        float[] before = run.Weights();

        var result = run.Trainer.Run();

        Assert.Contains("epoch 1, step 1", result.Replicas[0].Divergence!.Message);
        Assert.Equal(before, run.Weights());
    }

    [Fact]
    public void One_diverged_replica_leaves_and_the_others_go_on_unchanged()
    {
        using var run = new TrainingRun(SmallTask.Config, [1, 2, 3], rates: [0.1, 1e25, 0.1]);
        var observer = new RecordedTraining();
        var result = run.Trainer.Run([observer]);

        Assert.Equal(TrainingStatus.Completed, result.Status);
        Assert.Equal(new Divergence(2, 2, 1, 2, 1e25), Assert.Single(observer.Left).Divergence);
        Assert.Single(result.Replicas[1].History);
        foreach (int r in new[] { 0, 2 })
        {
            using var alone = new TrainingRun(SmallTask.Config, [(ulong)r + 1]);
            TrainerTests.AssertSame(alone.Trainer.Run().Replicas[0].History, result.Replicas[r].History);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_masked_step_changes_only_the_replicas_that_may_move(bool adam)
    {
        using var data = SmallTask.Data();
        using var network = SmallTask.Network(data, [1, 2]);
        using ReplicaOptimizer optimizer = adam
            ? new ReplicaAdamW(network, new AdamWConfig(), weightDecay: 0.1)
            : new ReplicaSgd(network, momentum: 0.9, weightDecay: 0.1);
        using var stays = tensor(new[] { false, true });
        var before = Copies();
        for (int step = 0; step < 2; step++)
        {
            using var scope = NewDisposeScope();
            using var batch = data.DrawBatch([1, 2], 0, 0, 100);
            Losses.Compute(LossKind.CrossEntropy, network.forward(batch.Inputs), batch.Targets).sum().backward();
            foreach (var parameter in network.parameters())
            {
                parameter.grad!.select(0, 1).fill_(float.NaN);
            }

            optimizer.Step([0.1, 0.1], stays);
        }

        var after = Copies();
        Assert.NotEqual(before[0], after[0]);
        Assert.All(after[0], weight => Assert.True(float.IsFinite(weight)));
        Assert.Equal(before[1], after[1]);

        float[][] Copies() => [.. Enumerable.Range(0, 2).Select(r => network.ExportReplica(r).SelectMany(named => named.Value.contiguous().data<float>().ToArray()).ToArray())];
    }
}
