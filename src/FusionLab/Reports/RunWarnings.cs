namespace FusionLab.Reports;

/// <summary>What a reader of a run's numbers must know first.</summary>
internal static class RunWarnings
{
    public static IReadOnlyList<string> Of(RunFiles run)
    {
        var warnings = new List<string>();
        if (run.Summary.Text("dataset", "source") == "synthetic")
        {
            warnings.Add("Synthetic digits, not MNIST: these numbers are not comparable with the paper.");
        }

        switch (run.Summary.Text("status"))
        {
            case "interrupted":
                warnings.Add("This run was interrupted; its numbers are those of an unfinished run. Continue it with --resume.");
                break;
            case "diverged":
                warnings.Add("Training diverged: the loss left the range of numbers. See log.txt.");
                break;
            case null when run.Summary is null:
                warnings.Add("This run has no summary: it is still going on, or it was killed.");
                break;
        }

        if (run.Summary.Number("timeRatio", "unlearned") is > 0 and { } unlearned)
        {
            warnings.Add(unlearned == 1
                ? "1 replica never learned every modality; means leave it out."
                : FormattableString.Invariant($"{unlearned:0} replicas never learned every modality; means leave them out."));
        }

        return warnings;
    }
}
