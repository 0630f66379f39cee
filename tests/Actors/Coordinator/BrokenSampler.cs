using Slimfront.Search.Samplers;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Tests.Coordinator;

internal sealed class BrokenSampler : ISampler
{
    public Configuration? Suggest(StudySnapshot history, TrialNumber number, int draw, Random random) =>
        throw new InvalidOperationException("out of ideas");
}
