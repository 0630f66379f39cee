namespace Slimfront.Actors.Journal;

/// <summary>Another coordinator writes the journal: this one must not.</summary>
public sealed class FencedException(Exception? cause = null)
    : Exception("Another coordinator has taken over the journal.", cause);
