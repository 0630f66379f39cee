namespace Slimfront.Search;

/// <summary>Something the user asked for cannot be: the message is one line that says what was asked, what is wrong
/// and what exists. Ends a command with <see cref="ExitCode"/>.</summary>
public sealed class UserErrorException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What the program exits with: 2, or what tells a supervisor more (a node's 3, 4 and 79).</summary>
    public int ExitCode { get; init; } = 2;
}
