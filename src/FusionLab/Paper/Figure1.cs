using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Reports;

namespace FusionLab.Paper;

/// <summary>Figure 1: the networks, as the config of figure 6a builds them.</summary>
internal sealed class Figure1 : IPaperItem
{
    public string Name => "fig1";

    public string Title => "Fusion networks";

    public string Statement =>
        "A network of $L$ layers takes its modalities in separate branches up to the fusion layer $L_f$: early, intermediate and late "
        + "fusion.";

    public IReadOnlyList<ExperimentConfig> Configs(PaperContext context) => [context.Load("depth_single")];

    public PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs)
    {
        ExperimentConfig[] networks = [.. configs[0].Points.Select(point => point.Config)];
        var modalities = ToyTasks.Create(networks[0].Data, seed: 1).Modalities;
        var figure = NetworkSchematic.Draw(
            [.. modalities.Select(modality => modality.Name)],
            networks[0].Network.Depth,
            [.. networks.Select(config => config.Network.FusionDepth)]);
        return new PaperFindings(PaperFigure.Draw(figure with { Columns = 2 }), []);
    }
}
