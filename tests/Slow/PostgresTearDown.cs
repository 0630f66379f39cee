using Slimfront.Actors.Tests.Support;

namespace Slimfront.Slow.Tests;

/// <summary>Ends the shared server after the last test of all.</summary>
[SetUpFixture]
public sealed class PostgresTearDown
{
    [OneTimeTearDown]
    public void EndServer() => PostgresServer.DisposeShared();
}
