namespace FusionLab.Figures;

/// <summary>A stretch of text in one style.</summary>
/// <param name="Text">The characters.</param>
/// <param name="Italic">Whether it is slanted: variables in mathematics.</param>
/// <param name="Level">0 on the line, −1 for a subscript, 1 for a superscript.</param>
internal readonly record struct TextRun(string Text, bool Italic, int Level);
