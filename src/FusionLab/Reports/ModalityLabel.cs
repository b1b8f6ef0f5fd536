namespace FusionLab.Reports;

/// <summary>How texts and figures name a modality: one letter as in the paper (A, B), a word as its owner wrote it.</summary>
public static class ModalityLabel
{
    /// <summary>The label of a modality.</summary>
    /// <param name="name">Its name in configs and columns.</param>
    public static string Of(string name) => name.Length == 1 ? name.ToUpperInvariant() : name;
}
