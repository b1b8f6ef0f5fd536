namespace FusionLab.Figures;

/// <summary>The marks of one axis.</summary>
/// <param name="Major">Labelled marks, ascending.</param>
/// <param name="Minor">Values of short marks without labels.</param>
/// <param name="Factor">What the labels are to be multiplied by, as <c>$×10^{5}$</c>; null when nothing.</param>
internal sealed record TickSet(IReadOnlyList<Tick> Major, IReadOnlyList<double> Minor, string? Factor)
{
    /// <summary>The marks that an axis asks for, or round ones.</summary>
    public static TickSet For(Axis axis, AxisMap map, double spacing)
    {
        if (axis.IsHidden)
        {
            return new TickSet([], [], null);
        }

        if (axis.Ticks is { } values)
        {
            var ticks = values.Select((value, i) => new Tick(value, axis.TickLabels is { } texts ? texts[i] : LinearTicks.Plain(value)));
            return new TickSet([.. ticks.Where(tick => map.Spans(tick.Value))], [], null);
        }

        int most = Math.Max(2, (int)(map.Length / spacing));
        return map.IsLog ? LogTicks.Between(map.Min, map.Max, most) : LinearTicks.Between(map.Min, map.Max, most);
    }
}
