using FusionLab.Figures;
using FusionLab.Reports;
using FusionLab.Tests.Figures;

namespace FusionLab.Tests.Reports;

public sealed class FigureExportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fusionlab-export-").FullName;

    private static bool IsInstalled { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "rsvg-convert")) || File.Exists(Path.Combine(folder, "rsvg-convert.exe")));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("png", "\u0089PNG")]
    [InlineData("pdf", "%PDF")]
    public void Figures_become_other_formats_where_the_converter_is_installed_and_say_so_where_it_is_not(string format, string beginning)
    {
        string svg = Path.Combine(_folder, "figure.svg");
        FigureSvg.Save(Gallery.Ratio(), svg);

        if (IsInstalled)
        {
            byte[] file = File.ReadAllBytes(FigureExport.Convert(svg, format));
            Assert.Equal(beginning.Select(c => (byte)c), file[..4]);
        }
        else
        {
            Assert.Contains("is not installed", Assert.Throws<FusionLabException>(() => FigureExport.Convert(svg, format)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Other_formats_are_refused() =>
        Assert.Throws<ConfigException>(() => FigureExport.Convert("figure.svg", "gif"));
}
