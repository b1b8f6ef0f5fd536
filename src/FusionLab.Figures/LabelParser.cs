namespace FusionLab.Figures;

/// <summary>Splits a label into runs. Outside dollar signs everything is literal.</summary>
internal static class LabelParser
{
    public static List<TextRun> Parse(string markup)
    {
        var runs = new List<TextRun>();
        string[] parts = markup.Split('$');
        for (int i = 0; i < parts.Length; i++)
        {
            bool isMath = i % 2 == 1 && i < parts.Length - 1;
            if (isMath)
            {
                ParseMath(parts[i], runs);
            }
            else
            {
                Add(runs, parts[i], italic: false, level: 0);
            }
        }

        return runs;
    }

    private static void ParseMath(string math, List<TextRun> runs)
    {
        int level = 0;
        for (int i = 0; i < math.Length; i++)
        {
            switch (math[i])
            {
                case '_':
                    level = -1;
                    continue;
                case '^':
                    level = 1;
                    continue;
                case '{':
                    int close = math.IndexOf('}', i);
                    string group = (close < 0 ? math[(i + 1)..] : math[(i + 1)..close]).Replace('-', '−');
                    // A word such as "tot" is upright; a single letter is a variable.
                    Add(runs, group, italic: group.Length == 1 && char.IsLetter(group[0]), level);
                    i = close < 0 ? math.Length : close;
                    break;
                default:
                    string symbol = math[i] == '-' ? "−" : math[i].ToString();
                    Add(runs, symbol, char.IsLetter(math[i]), level);
                    break;
            }

            level = 0;
        }
    }

    private static void Add(List<TextRun> runs, string text, bool italic, int level)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (runs.Count > 0 && runs[^1].Italic == italic && runs[^1].Level == level)
        {
            runs[^1] = runs[^1] with { Text = runs[^1].Text + text };
        }
        else
        {
            runs.Add(new TextRun(text, italic, level));
        }
    }
}
