dependencies {
    implementation("com.openai:openai-java:4.101.0")
    implementation("com.azure:azure-identity:1.19.0") {
        exclude(group = "com.azure", module = "azure-core-http-netty")
    }
    implementation("com.azure:azure-core-http-jdk-httpclient:1.1.7")
}
