using FusionLab.Config;
using FusionLab.Data;

namespace FusionLab.Tests.Data;

public class ToyTasksTests
{
    [Fact]
    public void Two_scalars_are_given_by_their_correlation_and_deviations()
    {
        var task = (GaussianTask)ToyTasks.Create(new DataConfig { Kind = "gaussian", Rho = -0.5, SigmaA = 2, SigmaB = 3, Target = [1, 4] }, seed: 1);

        Assert.Equal(new double[,] { { 4, -3 }, { -3, 9 } }, task.Covariance.ToArray());
        Assert.Equal(new double[,] { { 1, 4 } }, task.TrueWeights.ToArray());
        Assert.Equal(8192, task.SampleCount);
    }

    [Fact]
    public void Blocks_are_given_by_their_sizes_and_variances()
    {
        var config = new DataConfig { Kind = "gaussian", Dimensions = [2, 1, 3], Variances = [1, 3, 2], Target = [0.1], Samples = "population" };
        var task = (GaussianTask)ToyTasks.Create(config, seed: 1);

        Assert.Equal([1, 1, 3, 2, 2, 2], task.Covariance.Diagonal());
        Assert.Equal(["a", "b", "c"], task.Modalities.Select(m => m.Name));
        Assert.Null(task.SampleCount);
    }

    [Fact]
    public void Every_seed_has_a_random_task_of_its_own()
    {
        var config = new DataConfig { Kind = "random", Dimensions = [3, 3], Samples = "population" };
        Assert.NotEqual(ToyTasks.Create(config, 1).ComputeStatistics(1).Sigma, ToyTasks.Create(config, 2).ComputeStatistics(2).Sigma);
    }

    public static TheoryData<DataConfig, string[]> Mistakes => new()
    {
        { new() { Kind = "gaussian", Rho = 1.5 }, ["data.rho is 1.5", "[-1, 1]"] },
        { new() { Kind = "gaussian", Samples = "0" }, ["data.samples", "0", "1 or more", "at least 1"] },
        { new() { Kind = "gaussian", Covariance = [[1, 2], [2, 1]] }, ["positive semi-definite", "-1"] },
        { new() { Kind = "gaussian", Covariance = [[1, 0.5], [0.2, 1]] }, ["symmetric", "0.5", "0.2"] },
        { new() { Kind = "gaussian", Covariance = [[1, 0], [0]] }, ["data.covariance", "row 2"] },
        { new() { Kind = "gaussian", Rho = 0.1, Variances = [1, 1] }, ["data.variances", "one of the three"] },
        { new() { Kind = "gaussian", Target = [1, 2, 3] }, ["data.target has 3 weights for 2 features"] },
        { new() { Kind = "gaussian", Dimensions = [2, 2] }, ["data.dimensions is [2, 2]", "data.variances"] },
        { new() { Kind = "xor", Rho = 0.1 }, ["data.rho is set", "xor"] },
        { new() { Kind = "xor", LinearVariance = 0 }, ["data.linearVariance is 0"] },
        { new() { Kind = "xor", Samples = "population" }, ["data.samples is \"population\""] },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named_with_its_value_and_its_bound(DataConfig config, string[] words)
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
