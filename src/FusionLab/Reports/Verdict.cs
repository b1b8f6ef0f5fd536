namespace FusionLab.Reports;

/// <summary>How a result compares with what was claimed.</summary>
public enum Verdict
{
    /// <summary>The result supports the claim.</summary>
    Agrees,

    /// <summary>The result contradicts the claim.</summary>
    Differs,

    /// <summary>The two cannot be compared, for a stated reason such as synthetic data.</summary>
    NotComparable,

    /// <summary>There is no result.</summary>
    NotRun,
}
