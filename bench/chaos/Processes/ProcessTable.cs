using System.Globalization;

namespace Slimfront.Chaos.Bench.Processes;

/// <summary>What /proc says of other processes.</summary>
internal static class ProcessTable
{
    /// <summary>The children of a process.</summary>
    public static int[] ChildrenOf(int parent) => [.. All().Where(p => ParentOf(p) == parent)];

    /// <summary>Every process whose environment holds a text.</summary>
    public static int[] With(string variable) => [.. All().Where(p => Has(p, variable))];

    /// <summary>The parent of a process; 0 where it is gone.</summary>
    public static int ParentOf(int process)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{process}/stat");
            // The name may hold spaces and brackets; what follows the last bracket is state and parent.
            var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z" ? 0 : int.Parse(fields[1], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static bool Has(int process, string variable)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/environ").Contains(variable, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static IEnumerable<int> All() =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var p) ? p : 0)
            .Where(p => p > 0);
}
