using System.Globalization;

namespace Slimfront.Search.Bench;

/// <summary>Runs that were made before, in a folder: a line of losses per seed.</summary>
/// <param name="folder">Where; nothing is kept if empty.</param>
public sealed class Kept(string folder)
{
    /// <summary>The runs of a name; made now if they were not.</summary>
    public IReadOnlyList<double[]>[] Get(string name, Func<IReadOnlyList<double[]>[]> make)
    {
        if (folder.Length == 0)
            return make();
        var path = Path.Combine(folder, name + ".runs");
        if (File.Exists(path))
            return [.. File.ReadLines(path).Select(Read)];
        var runs = make();
        Directory.CreateDirectory(folder);
        File.WriteAllLines(path, runs.Select(Write));
        return runs;
    }

    private static string Write(IReadOnlyList<double[]> run) =>
        string.Join(
            ' ',
            run.Select(l => string.Join(',', l.Select(x => x.ToString("R", CultureInfo.InvariantCulture))))
        );

    private static IReadOnlyList<double[]> Read(string line) =>
        [
            .. line.Split(' ')
                .Select(l =>
                    l.Split(',').Select(x => double.Parse(x, CultureInfo.InvariantCulture)).ToArray()
                ),
        ];
}
