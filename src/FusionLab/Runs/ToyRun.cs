
namespace FusionLab.Runs;

/// <summary>One two-layer network trained on samples of a toy task.</summary>
/// <param name="Seed">The replica's seed.</param>
/// <param name="History">Its training loss over the epochs.</param>
/// <param name="Units">Its hidden units at the start, now and then, and at the end.</param>
internal sealed record ToyRun(ulong Seed, IReadOnlyList<Evaluation> History, IReadOnlyList<HiddenUnits> Units)
{
    /// <summary>The last training loss.</summary>
    public double FinalLoss => History[^1].Loss;

    /// <summary>The units kept nearest to an epoch.</summary>
    public HiddenUnits At(double epoch) => Units.MinBy(units => Math.Abs(units.Step - epoch))!;

    /// <summary>The first epoch at which the loss has fallen below a value; null if it never did.</summary>
    public double? FallsBelow(double loss) => History.FirstOrDefault(evaluation => evaluation.Loss < loss)?.Epoch;
}
