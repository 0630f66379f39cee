using Slimfront.Actors.Tests.Support;

namespace Slimfront.Actors.Tests;

/// <summary>Ends the shared server after the last test of all: it stands in the namespace above those that use it.</summary>
[SetUpFixture]
public sealed class PostgresTearDown
{
    [OneTimeTearDown]
    public void EndServer() => PostgresServer.DisposeShared();
}
