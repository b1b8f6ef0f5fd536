namespace FusionLab.Config;

/// <summary>Finds what a person meant by a name that does not exist.</summary>
public static class NearestName
{
    /// <summary>The known name with the fewest edits from the given one, when so few that a slip of the keyboard explains it.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="known">What exists.</param>
    /// <returns>The nearest name, or null when none is near.</returns>
    public static string? Find(string name, IEnumerable<string> known) => FindSeveral(name, known, most: 1).FirstOrDefault();

    /// <summary>The known names near the given one, the nearest first.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="known">What exists.</param>
    /// <param name="most">How many to give at most.</param>
    public static IEnumerable<string> FindSeveral(string name, IEnumerable<string> known, int most)
    {
        string lower = name.ToLowerInvariant();
        return known
            .Select(candidate => (Name: candidate, Edits: Edits(lower, candidate.ToLowerInvariant())))
            .Where(pair => pair.Edits <= Math.Max(2, name.Length / 3))
            .OrderBy(pair => pair.Edits)
            .Take(most)
            .Select(pair => pair.Name);
    }

    /// <summary>
    /// The least number of insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
    /// </summary>
    private static int Edits(string from, string to)
    {
        var edits = new int[from.Length + 1, to.Length + 1];
        for (int i = 0; i <= from.Length; i++)
        {
            for (int j = 0; j <= to.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    edits[i, j] = i + j;
                    continue;
                }

                int replaced = edits[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                edits[i, j] = Math.Min(replaced, 1 + Math.Min(edits[i - 1, j], edits[i, j - 1]));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
                }
            }
        }

        return edits[from.Length, to.Length];
    }
}
