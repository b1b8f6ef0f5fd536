namespace FusionLab.Figures;

/// <summary>Pictures inside a file, so that it stays in one piece.</summary>
internal static class DataUri
{
    public static string Png(byte[] file) => "data:image/png;base64," + Convert.ToBase64String(file);
}
