using FusionLab.Linear;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Tests.Linear;

/// <summary>Modalities that see the same inputs are solved axis by axis; the whole matrix must give the same.</summary>
public sealed class SharedInputsTests
{
    private static readonly double[] Variances = [9, 4, 1, 0.1, 0];

    private static TaskStatistics Task { get; } = TaskStatistics.FromSharedInputs(
        ["a", "b", "c"],
        new SharedInputs(
            Variances,
            Matrix<double>.Build.DenseOfArray(new[,] { { 1, 0.5, -0.2, 0.1, 0 }, { 0, 1, 0.3, 0, 0 } }),
            Gains: [0.9, 0.5, 0.3],
            GainProducts: new[,] { { 0.88, 0.45, 0.3 }, { 0.45, 0.4, 0.15 }, { 0.3, 0.15, 0.2 } },
            NoiseVariances: [0, 0.1, 0.3]),
        outputPower: 2);

    private static TaskStatistics Dense => TaskStatistics.FromAverages(Task.Modalities, Task.Sigma, Task.SigmaYx, Task.OutputPower);

    [Fact]
    public void Fixed_points_are_those_of_the_whole_matrix()
    {
        Near(Dense.Solution, Task.Solution);
        for (int m = 0; m < 3; m++)
            Near(Dense.SolveUnimodal(m), Task.SolveUnimodal(m));
        Assert.Equal(Dense.FinalLoss, Task.FinalLoss, 1e-12);
    }

    [Fact]
    public void Some_of_the_modalities_are_again_such_a_task()
    {
        Near(Dense.SelectModalities(2, 0).Sigma, Task.SelectModalities(2, 0).Sigma);
        Near(Dense.SelectModalities(2, 0).Solution, Task.SelectModalities(2, 0).Solution);
    }

    [Fact]
    public void Three_modalities_are_learned_one_after_the_other_at_the_same_times() =>
        Assert.All(
            Formulas.LearningSequence(Dense, 1e-8, 0.01).LearnedAt.Zip(Formulas.LearningSequence(Task, 1e-8, 0.01).LearnedAt),
            pair => Assert.Equal(pair.First!.Value, pair.Second!.Value, 1e-6 * pair.First.Value));

    [Fact]
    public void Views_without_noise_or_gaps_are_collinear_and_the_second_is_never_learned()
    {
        var task = TaskStatistics.FromSharedInputs(
            ["a", "b"], new([2, 1], Matrix<double>.Build.DenseOfArray(new[,] { { 1.0, 0.5 } }), [1, 0.5], new[,] { { 1, 0.5 }, { 0.5, 0.25 } }, [0, 0]), 1);

        var prediction = Prediction.Predict(task, TheoryNetworks.TwoLayers(task));

        Assert.Equal("a", prediction.FirstModality);
        Assert.True(prediction.TimeRatio!.Never);
    }

    private static void Near(Matrix<double> expected, Matrix<double> actual) =>
        Assert.InRange((expected - actual).FrobeniusNorm() / expected.FrobeniusNorm(), 0, 1e-9);
}
