using System.Collections.Immutable;
using Slimfront.Search.Execution;

namespace Slimfront.Cli.Composing;

/// <summary>Does the work of a user's own run: finds data where they are now, and waits for them where they are gone.</summary>
/// <remarks>
/// Data that vanish or change while a run goes on are no fault of its stages: the slot cannot work until they are back. On a
/// node of a cluster, which others use too, the attempt fails instead and is tried on another node.
/// </remarks>
/// <param name="inner">Does the work.</param>
/// <param name="moved">Data that lie elsewhere than the study says: from there to here.</param>
internal sealed class OwnDataExecutor(IStageExecutor inner, ImmutableDictionary<string, string> moved)
    : IStageExecutor
{
    /// <inheritdoc/>
    public StageMeasures Execute(StageWork work, IStageMonitor monitor)
    {
        try
        {
            return inner.Execute(
                work with
                {
                    DataSettings = MovedData.At(work.DataSettings, moved),
                },
                monitor
            );
        }
        catch (DataMissingException e)
        {
            throw new DeviceUnfitException(e.Message, e);
        }
    }
}
