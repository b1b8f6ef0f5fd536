using FusionLab.Config;
using FusionLab.Data;
using static TorchSharp.torch;

namespace FusionLab.Tests.Data;

public class ToyTasksTests
{
    [Fact]
    public void Two_scalars_are_given_by_their_correlation_and_deviations()
    {
        var config = new GaussianConfig { Rho = -0.5, SigmaA = 2, SigmaB = 3, Target = [1, 4] };
        var task = (GaussianTask)ToyTasks.Create(config, seed: 1);

        Assert.Equal(new double[,] { { 4, -3 }, { -3, 9 } }, task.Covariance.ToArray());
        Assert.Equal(new double[,] { { 1, 4 } }, task.TrueWeights.ToArray());
        Assert.Equal(8192, task.SampleCount);
    }

    [Fact]
    public void Blocks_are_given_by_their_sizes_and_variances()
    {
        var config = new GaussianConfig
        {
            Dimensions = [2, 1, 3],
            Variances = [1, 3, 2],
            Target = [0.1],
            Samples = "population",
        };
        var task = (GaussianTask)ToyTasks.Create(config, seed: 1);

        Assert.Equal([1, 1, 3, 2, 2, 2], task.Covariance.Diagonal());
        Assert.Equal(["a", "b", "c"], task.Modalities.Select(m => m.Name));
        Assert.Null(task.SampleCount);
    }

    [Fact]
    public void Every_seed_has_a_random_task_of_its_own()
    {
        var config = new RandomConfig { Dimensions = [3, 3], Samples = "population" };
        Assert.NotEqual(ToyTasks.Create(config, 1).ComputeStatistics(1).Sigma, ToyTasks.Create(config, 2).ComputeStatistics(2).Sigma);
    }

    public static TheoryData<ToyConfig, string[]> Mistakes => new()
    {
        { new GaussianConfig { Rho = 1.5 }, ["data.rho is 1.5", "[-1, 1]"] },
        { new GaussianConfig { Samples = "0" }, ["data.samples", "0", "1 or more", "at least 1"] },
        { new GaussianConfig { Covariance = [[1, 2], [2, 1]] }, ["positive semi-definite", "-1"] },
        { new GaussianConfig { Covariance = [[1, 0.5], [0.2, 1]] }, ["symmetric", "0.5", "0.2"] },
        { new GaussianConfig { Covariance = [[1, 0], [0]] }, ["data.covariance", "row 2"] },
        { new GaussianConfig { Rho = 0.1, Variances = [1, 1] }, ["data.variances", "one of the three"] },
        { new GaussianConfig { Target = [1, 2, 3] }, ["data.target has 3 weights for 2 features"] },
        { new GaussianConfig { Dimensions = [2, 2] }, ["data.dimensions is [2, 2]", "data.variances"] },
        { new XorConfig { LinearVariance = 0 }, ["data.linearVariance is 0"] },
        { new XorConfig { Samples = "population" }, ["data.samples is \"population\""] },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named_with_its_value_and_its_bound(ToyConfig config, string[] words)
    {
        string message = Assert.Throws<ConfigException>(() =>
        {
            ConfigRules.Check(config, "data");
            return ToyTasks.Create(config, seed: 1);
        }).Message;
        Assert.Contains(words, message.Contains);
        Assert.StartsWith("data.", message);
    }
}

public class ToyTaskTensorsTests
{
    [Fact]
    public void Tensors_hold_the_samples_of_the_task()
    {
        var config = new XorConfig { Samples = "50", LinearVariance = 2 };
        using var data = ToyTasks.DrawTensors(config, seed: 3, CPU, ScalarType.Float64);
        using var batch = data.DrawBatch([1, 2], epoch: 0, index: 0, batchSize: 50);
        var samples = new XorTask(2, 50).Draw(3, 50);

        Assert.Equal([1L, 2L], data.Modalities.Select(modality => modality.Features));
        Assert.Equal([2L, 50, 2], batch.Inputs[1].shape);
        using var second = batch.Inputs[1][1].contiguous();
        Assert.Equal(samples.SelectModality(1), second.data<double>().ToArray());
        using var targets = batch.Targets[0].contiguous();
        Assert.Equal(samples.Targets, targets.data<double>().ToArray());
    }

    [Fact]
    public void The_population_cannot_be_trained_on_samples()
    {
        var config = new GaussianConfig { Samples = "population" };
        Assert.Contains("population", Assert.Throws<ConfigException>(() => ToyTasks.DrawTensors(config, 1, CPU)).Message);
    }
}

public class XorTaskTests
{
    [Fact]
    public void The_target_is_the_linear_input_plus_one_where_the_signs_differ()
    {
        var samples = new XorTask(linearVariance: 3).Draw(seed: 1, count: 1000);
        for (int p = 0; p < samples.Count; p++)
        {
            var (linear, first, second) = (samples.Values[3 * p], samples.Values[(3 * p) + 1], samples.Values[(3 * p) + 2]);
            Assert.Equal(1, Math.Abs(first));
            Assert.Equal(1, Math.Abs(second));
            Assert.Equal(linear + (first != second ? 1 : -1), samples.Targets[p]);
        }
    }

    [Fact]
    public void No_linear_network_can_see_the_xor()
    {
        var statistics = new XorTask(linearVariance: 2, sampleCount: 100_000).ComputeStatistics(seed: 1);

        Assert.Equal(2, statistics.SelectSigmaYx(0)[0, 0], 0.05);
        Assert.Equal(0, statistics.SelectSigmaYx(1).FrobeniusNorm(), 0.05);
        Assert.Equal(0, statistics.Sigma[1, 2]); // every corner as often as the others
        Assert.Equal(3, statistics.OutputPower, 0.05);
    }
}
