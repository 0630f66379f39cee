namespace Slimfront.Actors.Coordinator;

/// <summary>
/// Keeps a coordinator that was replaced from coming back: one process may start its coordinator again only as long as no other
/// process began an epoch meanwhile.
/// </summary>
/// <remarks>
/// The journal itself is linear: of two that write an event of one number, one fails. So a coordinator that was replaced can
/// write nothing, as the new one's epoch stands where its next event would. Only if it were started again, and read the new
/// epoch, could it go on; this forbids it. Where the journal broke down while an epoch was being written, nobody knows whose
/// epoch stands there: then it is taken for another's, which costs a restart of the process.
/// </remarks>
public sealed class Fence
{
    private long? _last;

    /// <summary>Whether a coordinator of this process may begin an epoch.</summary>
    /// <param name="last">The journal's last epoch; 0 where it has none.</param>
    public bool Admits(long last) => _last is null || _last == last;

    /// <summary>The epoch after the journal's last one is about to be written.</summary>
    public void Trying(long last) => _last = last;

    /// <summary>An epoch of this process is in the journal.</summary>
    public void Began(long epoch) => _last = epoch;
}
