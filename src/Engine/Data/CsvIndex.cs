using Slimfront.Search;

namespace Slimfront.Engine.Data;

/// <summary>Looks for columns that number the rows: they tell where a row stands and nothing about it.</summary>
internal static class CsvIndex
{
    // Of fewer rows, any column may count.
    private const int FewestRows = 10;

    /// <summary>A sentence for each column of features that holds every whole number from 0 or 1 once, in any order.</summary>
    /// <param name="file">The file with the training rows.</param>
    /// <param name="groups">The group of each of its rows; more may follow.</param>
    /// <exception cref="UserErrorException">The rows are sorted by class along such a column, so it gives the class away.</exception>
    public static IEnumerable<string> Check(CsvFile file, ReadOnlySpan<int> groups)
    {
        var (rows, features) = (
            file.Labels.Count / file.Columns.Labels.Length,
            file.Columns.Features.ToArray()
        );
        var sentences = new List<string>();
        for (var f = 0; f < features.Length && rows >= FewestRows; f++)
        {
            if (Order(file.Values, f, features.Length, rows) is not { } order)
                continue;
            var name = file.Columns.Called(features[f]);
            var (changes, classes) = (0, new HashSet<int> { groups[order[0]] });
            for (var i = 1; i < rows; i++)
            {
                changes += groups[order[i]] == groups[order[i - 1]] ? 0 : 1;
                classes.Add(groups[order[i]]);
            }
            if (classes.Count > 1 && changes == classes.Count - 1)
                throw new UserErrorException(
                    $"'{file.Path}': column {name} numbers the rows, which are sorted by class, so it gives the class away; leave it out by 'data.csv.ignore'."
                );
            sentences.Add(
                $"column {name} numbers the rows; if it is an index, leave it out by 'data.csv.ignore'"
            );
        }
        return sentences;
    }

    // The rows as a column numbers them; null where it does not.
    private static int[]? Order(float[] values, int column, int columns, int rows)
    {
        var order = new int[rows];
        Array.Fill(order, -1);
        var lowest = values[column];
        for (var r = 0; r < rows; r++)
            lowest = Math.Min(lowest, values[(r * columns) + column]);
        if (lowest is not (0 or 1))
            return null;
        for (var r = 0; r < rows; r++)
        {
            var place = values[(r * columns) + column] - lowest;
            if (place != MathF.Floor(place) || place >= rows || order[(int)place] >= 0)
                return null;
            order[(int)place] = r;
        }
        return order;
    }
}
