using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Figures;

namespace FusionLab.Paper;

/// <summary>Figure 1: the networks, as the config of figure 6a builds them.</summary>
internal sealed class Figure1() : PaperItem(
    "fig1",
    "Fusion networks",
    "A network of $L$ layers takes its modalities in separate branches up to the fusion layer $L_f$: early, intermediate and late "
    + "fusion.")
{
    public override IReadOnlyList<ExperimentConfig> LoadConfigs(PaperContext context) => [context.Load("depth_single")];

    public override PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs)
    {
        ExperimentConfig[] networks = [.. configs[0].Points.Select(point => point.Config)];
        var modalities = ToyTasks.Create((ToyConfig)networks[0].Data, seed: 1).Modalities;
        var figure = NetworkSchematic.Draw(
            [.. modalities.Select(modality => modality.Name)],
            networks[0].Network.Depth,
            [.. networks.Select(config => config.Network.FusionDepth)]);
        return new PaperFindings(figure with { Columns = 2 }, []);
    }
}

/// <summary>
/// Draws a fusion network as the paper's figure 1 does: one branch per modality up to the fusion layer, one trunk after it.
/// </summary>
internal static class NetworkSchematic
{
    private const double Width = 0.62;
    private const double Height = 0.5;

    /// <summary>Draws one panel per network.</summary>
    /// <param name="modalities">The modalities' names; one branch each, drawn from top to bottom.</param>
    /// <param name="depth">The number of layers of weights <c>L</c>.</param>
    /// <param name="fusionDepths">The fusion layers <c>L_f</c> to show, each 1..<paramref name="depth"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A fusion layer does not exist.</exception>
    public static Figure Draw(IReadOnlyList<string> modalities, int depth, IReadOnlyList<int> fusionDepths)
    {
        foreach (int fusionDepth in fusionDepths)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(fusionDepth, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(fusionDepth, depth);
        }

        string layers = string.Join(", ", fusionDepths);
        return new Figure(
            "Fusion networks",
            FormattableString.Invariant($"Networks of depth {depth} that fuse {modalities.Count} modalities at layer {layers}."),
            [.. fusionDepths.Select(fusionDepth => Network(modalities, depth, fusionDepth))])
        { PanelWidth = 48 * (depth + 2), PanelHeight = 44 * modalities.Count };
    }

    private static PlotPanel Network(IReadOnlyList<string> modalities, int depth, int fusionDepth)
    {
        var series = new List<Series>();
        double centre = (modalities.Count - 1) / 2.0;
        for (int m = 0; m < modalities.Count; m++)
        {
            double y = modalities.Count - 1 - m;
            var ink = SeriesStyle.Pick(m).Ink;
            for (int layer = 0; layer < fusionDepth; layer++)
            {
                bool fuses = layer + 1 == fusionDepth;
                series.Add(Arrow(layer, y, layer + 1, fuses ? centre : y, ink, spread: fuses ? (y - centre) * 0.3 : 0));
                series.AddRange(Box(layer, y, layer == 0 ? $"$x_{{{Wording.LabelModality(modalities[m])}}}$" : "", ink));
            }
        }

        for (int layer = fusionDepth; layer <= depth; layer++)
        {
            if (layer < depth)
            {
                series.Add(Arrow(layer, centre, layer + 1, centre, Ink.Foreground, spread: 0));
            }

            series.AddRange(Box(layer, centre, layer == depth ? "$ŷ$" : "", Ink.Foreground));
        }

        string kind = fusionDepth == 1 ? "early" : fusionDepth == depth ? "late" : "intermediate";
        return new PlotPanel(
            new Axis("") { IsHidden = true, Min = -0.6, Max = depth + 0.6 },
            new Axis("") { IsHidden = true, Min = -0.5, Max = modalities.Count - 0.5 },
            series)
        { Title = FormattableString.Invariant($"$L_f$ = {fusionDepth} ({kind})") };
    }

    private static Line Arrow(double fromX, double fromY, double toX, double toY, Ink ink, double spread) =>
        new([fromX + (Width / 2), toX - (Width / 2)], [fromY, toY + spread]) { Ink = ink, HasArrow = true };

    private static IEnumerable<Series> Box(double x, double y, string text, Ink ink)
    {
        double left = x - (Width / 2), right = x + (Width / 2), low = y - (Height / 2), high = y + (Height / 2);
        yield return new Region([left, right, right, left], [low, low, high, high]) { Ink = ink, HasOutline = true };
        if (text.Length > 0)
        {
            yield return new TextMark(x, y, text);
        }
    }
}
