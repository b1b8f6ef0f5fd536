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
    public void A_replica_that_diverges_as_on_a_GPU_keeps_the_weights_it_had_until_results_are_fetched()
    {
        var config = SmallTask.Config with { LearningRate = 1e25 };
        float[][] after = new float[4][];
        using var run = new TrainingRun(config, [1], new TrainerOptions { StepsAsOnGpu = true });

        var result = run.Trainer.Run([new RecordedTraining(progress => after[progress.Step] = run.Weights())]);

        Assert.Equal(new Divergence(1, 1, 1, 2, 1e25), result.Replicas[0].Divergence);
        Assert.Equal(after[1], after[2]);
        Assert.Equal(after[1], after[3]);
        Assert.Equal(TrainingStatus.Diverged, result.Status);
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

    /// <summary>On a GPU, losses are not read between two steps: the update is masked, and the replica leaves when results are fetched.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_diverged_replica_leaves_and_the_others_go_on_unchanged(bool asOnGpu)
    {
        var options = new TrainerOptions { StepsAsOnGpu = asOnGpu };
        using var run = new TrainingRun(SmallTask.Config, [1, 2, 3], options, rates: [0.1, 1e25, 0.1]);
        var observer = new RecordedTraining();
        var result = run.Trainer.Run([observer]);

        Assert.Equal(TrainingStatus.Completed, result.Status);
        Assert.Equal(new Divergence(2, 2, 1, 2, 1e25), Assert.Single(observer.Left).Divergence);
        Assert.Single(result.Replicas[1].History);
        foreach (int r in new[] { 0, 2 })
        {
            using var alone = new TrainingRun(SmallTask.Config, [(ulong)r + 1], options);
            TrainerTests.AssertSame(alone.Trainer.Run().Replicas[0].History, result.Replicas[r].History);
        }
    }

    [Theory]
    [InlineData(false, OptimizerLayout.Separate)]
    [InlineData(true, OptimizerLayout.Separate)]
    [InlineData(false, OptimizerLayout.Together)]
    [InlineData(true, OptimizerLayout.Together)]
    public void A_masked_step_changes_only_the_replicas_that_may_move(bool adam, OptimizerLayout layout)
    {
        using var data = SmallTask.Data();
        using var network = SmallTask.Network(data, [1, 2]);
        using ReplicaOptimizer optimizer = adam
            ? new ReplicaAdamW(network, new AdamWConfig(), weightDecay: 0.1, layout)
            : new ReplicaSgd(network, momentum: 0.9, weightDecay: 0.1, layout);
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
