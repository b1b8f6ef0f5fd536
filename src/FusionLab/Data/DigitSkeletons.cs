using System.Globalization;

namespace FusionLab.Data;

/// <summary>
/// How people write the ten digits: several styles each, a style being one or two pen strokes through a few points of a box
/// of 100 × 100 (x to the right, y down). A point given twice in a row is a corner; elsewhere the pen runs smoothly.
/// </summary>
internal static class DigitSkeletons
{
    /// <summary>The styles of each digit; a style is a list of strokes, a stroke a list of points in the unit box.</summary>
    public static IReadOnlyList<Point[][][]> Styles { get; } =
    [
        [
            Style("55,0 20,12 3,50 18,88 50,100 82,88 97,50 80,10 45,2"),
            Style("60,0 25,20 15,60 35,97 65,92 85,50 78,12 50,2 40,8"),
            Style("30,6 8,45 22,92 62,98 92,60 80,12 45,0 22,14"),
        ],
        [
            Style("50,0 50,50 50,100"),
            Style("60,0 50,50 42,100"),
            Style("32,22 54,0 54,0 52,50 50,100"),
            Style("32,20 52,0 52,0 52,100", "26,100 76,99"),
        ],
        [
            Style("8,22 30,2 65,0 85,22 70,50 35,78 5,100 5,100 50,97 95,98"),
            Style("10,25 35,0 75,5 82,35 50,72 15,98 8,85 25,78 55,92 95,98"),
            Style("15,12 50,0 84,20 62,58 10,96 10,96 50,92 88,100"),
        ],
        [
            Style("10,10 45,0 82,15 75,40 40,48 40,48 85,60 85,88 45,100 5,88"),
            Style("12,5 80,3 80,3 45,42 45,42 88,58 85,90 45,100 8,90"),
            Style("12,12 50,0 85,18 60,44 38,50 48,44 88,65 75,95 40,100 8,86"),
        ],
        [
            Style("20,0 8,55 8,55 90,52", "72,5 70,50 68,100"),
            Style("65,0 5,62 5,62 95,60", "65,0 64,50 63,100"),
            Style("18,3 15,45 45,58 80,48", "85,0 78,50 70,100"),
            Style("22,2 10,50 48,58 82,45 86,8 86,8 80,50 72,100"),
        ],
        [
            Style("85,2 25,3 25,3 18,42 18,42 55,36 90,60 75,92 40,100 5,88"),
            Style("24,2 18,40 55,38 88,65 65,97 8,92", "24,2 90,0"),
            Style("88,5 45,2 22,20 40,42 75,58 75,85 45,100 10,90"),
        ],
        [
            Style("75,0 35,20 8,60 20,95 60,100 88,75 65,52 25,60 10,75"),
            Style("60,0 25,35 8,70 30,100 70,95 80,68 50,55 15,72"),
            Style("42,0 15,45 12,82 45,100 82,84 70,60 38,62 16,80"),
        ],
        [
            Style("5,8 45,5 90,3 90,3 55,50 38,100"),
            Style("5,8 45,5 90,3 90,3 58,50 40,100", "28,50 80,47"),
            Style("8,22 10,5 10,5 92,5 92,5 60,45 45,100"),
            Style("8,10 50,12 88,2 70,40 52,100"),
        ],
        [
            Style("80,12 45,0 15,18 40,42 80,62 85,88 50,100 15,88 20,62 60,42 85,20 75,8"),
            Style("50,48 18,25 50,0 82,22 50,48 12,75 50,100 88,75 50,48"),
            Style("78,10 40,0 18,22 55,48 88,75 55,100 15,82 35,52 75,25 82,8"),
        ],
        [
            Style("85,20 55,0 15,15 15,42 50,52 82,30 85,12 85,12 80,60 70,100"),
            Style("82,25 50,0 12,22 30,50 70,45 85,15 88,60 70,95 25,98"),
            Style("80,8 40,0 10,28 40,52 80,30 80,8 80,8 72,55 62,100"),
        ],
    ];

    private static Point[][] Style(params string[] strokes) => [.. strokes.Select(Stroke)];

    private static Point[] Stroke(string points) =>
        [.. points.Split(' ').Select(point => point.Split(',')).Select(point => new Point(Percent(point[0]), Percent(point[1])))];

    private static double Percent(string number) => int.Parse(number, CultureInfo.InvariantCulture) / 100.0;
}
