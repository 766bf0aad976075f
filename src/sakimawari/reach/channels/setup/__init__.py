"""What a city sets up of its channels: `channels.yaml`, secrets, and the carriers made of them."""
