namespace Slimfront.Search;

/// <summary>Something the user asked for cannot be: the message is one line that says what was asked, what is wrong
/// and what exists. Ends a command with exit code 2.</summary>
public sealed class UserErrorException(string message, Exception? inner = null) : Exception(message, inner);
