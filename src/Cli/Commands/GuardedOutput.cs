using System.Text;
using Slimfront.Search;

namespace Slimfront.Cli.Commands;

/// <summary>Standard output that may be closed or full: that is no fault of the program, and one line says so.</summary>
/// <param name="inner">Where everything goes.</param>
internal sealed class GuardedOutput(TextWriter inner) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Guard(() => inner.Write(value));

    /// <inheritdoc/>
    public override void Write(string? value) => Guard(() => inner.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) =>
        Guard(() => inner.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Guard(() => inner.WriteLine(value));

    /// <inheritdoc/>
    public override void Flush() => Guard(inner.Flush);

    private static void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            throw new UserErrorException($"standard output cannot be written: {e.Message}", e);
        }
    }
}
