using System.Globalization;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Linear;

public sealed partial class TaskStatistics
{
    /// <summary>
    /// The scalar bimodal task of figures 2 to 4 and 6: <c>x_A, x_B</c> with correlation ρ and <c>y = w_A x_A + w_B x_B</c>.
    /// </summary>
    /// <param name="rho">The correlation coefficient ρ, from −1 to 1; at ±1 the modalities are collinear (figure 8).</param>
    /// <param name="sigmaA">The standard deviation of <c>x_A</c>.</param>
    /// <param name="sigmaB">The standard deviation of <c>x_B</c>.</param>
    /// <param name="weightA">The true weight <c>w_A*</c>.</param>
    /// <param name="weightB">The true weight <c>w_B*</c>.</param>
    /// <exception cref="ConfigException">ρ is outside [−1, 1] or a standard deviation is not above 0.</exception>
    public static TaskStatistics FromGaussian(double rho, double sigmaA, double sigmaB, double weightA = 1, double weightB = 1)
    {
        if (!(rho >= -1 && rho <= 1))
            throw new ConfigException($"The correlation ρ is {Number(rho)}; it must be in [-1, 1].");
        if (!(sigmaA > 0) || !(sigmaB > 0))
            throw new ConfigException($"The standard deviations are {Number(sigmaA)} and {Number(sigmaB)}; both must be above 0.");
        double[,] sigma =
        {
            { sigmaA * sigmaA, rho * sigmaA * sigmaB },
            { rho * sigmaA * sigmaB, sigmaB * sigmaB },
        };
        return FromCovariance(sigma, new[,] { { weightA, weightB } }, [new("a", 1), new("b", 1)]);
    }

    /// <summary>The exact statistics of <c>x ~ N(0, Σ)</c>, <c>y = w* x + ε</c>.</summary>
    /// <param name="sigma">Σ, <c>[D, D]</c>.</param>
    /// <param name="trueWeights"><c>w*</c>, <c>[O, D]</c>.</param>
    /// <param name="modalities">The modalities in the order of the features.</param>
    /// <param name="noise">The standard deviation of ε in every output.</param>
    /// <exception cref="ConfigException">Σ is not symmetric or not positive semi-definite, or the shapes disagree.</exception>
    public static TaskStatistics FromCovariance(
        double[,] sigma, double[,] trueWeights, IReadOnlyList<ModalityBlock> modalities, double noise = 0)
    {
        var covariance = Matrix<double>.Build.DenseOfArray(sigma);
        var weights = Matrix<double>.Build.DenseOfArray(trueWeights);
        if (covariance.RowCount != covariance.ColumnCount)
            throw new ConfigException($"Σ is {covariance.RowCount} x {covariance.ColumnCount}; it must be square.");
        if (weights.ColumnCount != covariance.RowCount)
        {
            throw new ConfigException(
                $"w* has {weights.ColumnCount} entries a row, but Σ is {covariance.RowCount} x {covariance.ColumnCount}; "
                + "give one weight a feature.");
        }
        if (!double.IsFinite(noise) || noise < 0)
            throw new ConfigException($"The noise is {Number(noise)}; it must be a standard deviation, 0 or more.");
        var sigmaYx = weights * covariance;
        double power = sigmaYx.PointwiseMultiply(weights).Enumerate().Sum() + (weights.RowCount * noise * noise);
        // An indefinite Σ is reported as such below, not as a negative power.
        return new(modalities, covariance, sigmaYx, Math.Max(0, power));
    }

    /// <summary>The statistics measured on samples.</summary>
    /// <param name="inputs">One sample a row, the modalities' features side by side, <c>[N, D]</c>.</param>
    /// <param name="targets">One target a row, <c>[N, O]</c>.</param>
    /// <param name="modalities">The modalities in the order of the features.</param>
    /// <exception cref="ConfigException">There are no samples, or the shapes disagree.</exception>
    public static TaskStatistics FromSamples(double[,] inputs, double[,] targets, IReadOnlyList<ModalityBlock> modalities)
    {
        int samples = inputs.GetLength(0);
        if (samples == 0)
            throw new ConfigException("The task has 0 samples; it needs at least 1.");
        if (targets.GetLength(0) != samples)
            throw new ConfigException($"There are {samples} inputs but {targets.GetLength(0)} targets; give one target an input.");
        var x = Matrix<double>.Build.DenseOfArray(inputs);
        var y = Matrix<double>.Build.DenseOfArray(targets);
        return FromAverages(
            modalities,
            x.TransposeThisAndMultiply(x) / samples,
            y.TransposeThisAndMultiply(x) / samples,
            y.Enumerate().Sum(value => value * value) / samples);
    }

    /// <summary>
    /// The statistics of a data set whose averages were taken elsewhere (over batches, on a GPU). They are trusted to be
    /// averages over samples, so that a data set of a thousand features is not decomposed only to check it.
    /// </summary>
    /// <param name="modalities">The modalities in the order of the features.</param>
    /// <param name="sigma"><c>⟨x xᵀ⟩</c>, <c>[D, D]</c>.</param>
    /// <param name="sigmaYx"><c>⟨y xᵀ⟩</c>, <c>[O, D]</c>. For classes see <see cref="ClassTarget"/>.</param>
    /// <param name="outputPower"><c>⟨‖y‖²⟩</c>.</param>
    public static TaskStatistics FromAverages(
        IReadOnlyList<ModalityBlock> modalities, Matrix<double> sigma, Matrix<double> sigmaYx, double outputPower) =>
        new(modalities, sigma, sigmaYx, outputPower, measured: true);

    /// <summary>
    /// The exact statistics of modalities that all see the same <c>x</c>, modality m as <c>g_m x + n_m</c> with a random gain that is
    /// independent of <c>x</c> and white noise. They are given in the principal axes of <c>x</c>, in which the theory is the same:
    /// networks that start from independent weights do not notice a rotation of their inputs.
    /// </summary>
    /// <param name="names">The modalities' names.</param>
    /// <param name="variances">The eigenvalues of <c>⟨x xᵀ⟩</c>, <c>[D]</c>.</param>
    /// <param name="sigmaYx"><c>⟨y xᵀ⟩</c> in these axes, <c>[O, D]</c>.</param>
    /// <param name="gains"><c>⟨g_m⟩</c>.</param>
    /// <param name="gainProducts"><c>⟨g_m g_m'⟩</c>.</param>
    /// <param name="noiseVariances">The variance of <c>n_m</c> in every feature.</param>
    /// <param name="outputPower"><c>⟨‖y‖²⟩</c>.</param>
    public static TaskStatistics FromSharedInputs(
        IReadOnlyList<string> names,
        double[] variances,
        Matrix<double> sigmaYx,
        double[] gains,
        double[,] gainProducts,
        double[] noiseVariances,
        double outputPower) =>
        FromSharedInputs(names, new SharedInputs(variances, sigmaYx, gains, gainProducts, noiseVariances), outputPower);

    private static TaskStatistics FromSharedInputs(IReadOnlyList<string> names, SharedInputs shared, double outputPower) => new(
        [.. names.Select(name => new ModalityBlock(name, shared.Variances.Length))],
        shared.Sigma(),
        shared.AllSigmaYx(),
        outputPower,
        measured: true,
        shared);

    /// <summary>
    /// The target that stands for a class: one-hot minus <c>1/C</c>. From small weights every class has probability
    /// <c>1/C</c>, so this is the cross-entropy's error signal during the time in which the theory lives.
    /// </summary>
    /// <param name="label">The class, counted from 0.</param>
    /// <param name="classes">The number of classes, <c>C</c>.</param>
    public static double[] ClassTarget(int label, int classes)
    {
        double[] target = new double[classes];
        Array.Fill(target, -1.0 / classes);
        target[label] += 1;
        return target;
    }

    /// <summary>Refuses a matrix that is the average of no data.</summary>
    /// <param name="sigma">The matrix.</param>
    /// <param name="name">What its reader calls it.</param>
    /// <exception cref="ConfigException">It is not finite, symmetric or positive semi-definite.</exception>
    internal static void CheckCorrelationMatrix(Matrix<double> sigma, string name)
    {
        double largest = sigma.Enumerate().Max(Math.Abs);
        if (!double.IsFinite(largest))
            throw new ConfigException($"{name} has an entry that is not a finite number.");
        for (int i = 0; i < sigma.RowCount; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (Math.Abs(sigma[i, j] - sigma[j, i]) <= 1e-9 * largest)
                    continue;
                string lower = $"[{i}][{j}] is {Number(sigma[i, j])}", upper = $"[{j}][{i}] is {Number(sigma[j, i])}";
                throw new ConfigException($"{name} is not symmetric: entry {lower} and entry {upper}; they must be equal.");
            }
        }
        if (SymmetricSolve.NegativeEigenvalue(sigma) is double negative)
        {
            throw new ConfigException(
                $"{name} is not positive semi-definite: its smallest eigenvalue is {Number(negative)}; "
                + "it must be 0 or more, as for any real data.");
        }
    }

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
