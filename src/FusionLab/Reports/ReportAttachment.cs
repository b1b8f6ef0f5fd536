namespace FusionLab.Reports;

/// <summary>A text shown on demand, such as the resolved config.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Text">The content, shown as it is.</param>
public sealed record ReportAttachment(string Name, string Text);
