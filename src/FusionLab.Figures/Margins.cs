namespace FusionLab.Figures;

/// <summary>Room around a plot area, in pixels.</summary>
internal readonly record struct Margins(double Left, double Top, double Right, double Bottom);
